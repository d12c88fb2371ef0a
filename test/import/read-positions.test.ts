import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sqlite from 'node-sqlite3-wasm';
import { readFilebeat } from '../../src/import/read-filebeat.js';
import { readFluentBit } from '../../src/import/read-fluent-bit.js';
import { readPromtail } from '../../src/import/read-promtail.js';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe("Promtail's and Alloy's positions", () => {
  it('are offsets by path; cursors of journals are left out', () => {
    const text = 'positions:\n  /var/log/a.log: "12"\n  cursor-journal: "s=1;i=2"\n  /var/log/b.log: 7\n';
    assert.deepEqual(readPromtail(text, 'positions.yaml'), [
      { path: '/var/log/a.log', offset: 12 },
      { path: '/var/log/b.log', offset: 7 },
    ]);
  });

  it('of Alloy have keys of path and labels; the smallest of several for one path counts', () => {
    const text =
      'positions:\n  ? path: /var/log/a.log\n    labels: \'{job="x"}\'\n  : "12"\n  ? path: /var/log/a.log\n    labels: \'{}\'\n  : "5"\n';
    assert.deepEqual(readPromtail(text, 'positions.yml'), [{ path: '/var/log/a.log', offset: 5 }]);
  });

  it('are read from a file of Promtail 3.5.0', () => {
    // By its own package clients/pkg/promtail/positions: one Put, and one PutString of a journal.
    assert.deepEqual(readPromtail(readRepository('test/fixtures/import/promtail-3.5.0.yaml'), 'positions.yaml'), [
      { path: '/var/log/pods/shop_web-1_2681cb7f-daa4-4620-bb60-1d449709181c/web/0.log', offset: 4096 },
    ]);
  });

  it('can be empty', () => assert.deepEqual(readPromtail('positions: {}\n', 'p'), []));

  for (const text of ['positions: 3', '[', 'other: {}', '']) {
    it(`are refused in another format: ${JSON.stringify(text)}`, () =>
      assert.throws(() => readPromtail(text, 'p.yaml'), /p\.yaml has no positions of Promtail or Alloy/));
  }
});

describe("Filebeat's registry", () => {
  const LOG = { source: '/var/log/a.log', offset: 12, FileStateOS: { inode: 42, device: 2050 }, ttl: -1 };
  const stream = (source: string, offset: number) => ({
    ttl: 1800000000000,
    cursor: { offset },
    meta: { source, identifier_name: 'native' },
  });
  const operations = (...list: readonly [op: string, id: number, k: string, v?: unknown][]): string =>
    list.map(([op, id, k, v]) => `${JSON.stringify({ op, id })}\n${JSON.stringify({ k, v })}\n`).join('');

  it('is read from the checkpoint and the later operations, of the inputs log, container and filestream', (t) => {
    const folder = temporaryFolder(t);
    const [a, b, c] = [
      'filebeat::logs::native::42-2050',
      'filestream::x::native::43-2050',
      'filestream::x::fingerprint::ab',
    ];
    const checkpoint = [
      { _key: a, ...LOG },
      { _key: b, ...stream('/var/log/b.log', 3) },
    ];
    writeFileSync(join(folder, '7.json'), JSON.stringify(checkpoint));
    writeFileSync(join(folder, 'active.dat'), '/usr/share/filebeat/data/registry/filebeat/7.json\n');
    const log = operations(
      ['set', 6, b, stream('/var/log/b.log', 1)],
      ['set', 8, b, stream('/var/log/b.log', 9)],
      ['set', 9, c, stream('/var/log/c.log', 5)],
      ['remove', 10, a],
    );
    writeFileSync(join(folder, 'log.json'), `${log}{"op":"set","id":11}\n{"k":"half`);
    const expected = [
      { path: '/var/log/b.log', offset: 9, inode: '43' },
      { path: '/var/log/c.log', offset: 5 },
    ];
    assert.deepEqual(readFilebeat(folder), expected);
    assert.deepEqual(readFilebeat(join(folder, 'log.json')), expected);
  });

  it('is read from a registry of Filebeat 7.17.29', () => {
    // By its own package libbeat/statestore/backend/memlog, with a checkpoint, and operations since.
    assert.deepEqual(readFilebeat(join(repositoryRoot, 'test/fixtures/import/filebeat-7.17.29')), [
      { path: '/var/log/b.log', offset: 34, inode: '43' },
    ]);
  });

  it('has no position for a file that was not begun or was removed', (t) => {
    const folder = temporaryFolder(t);
    const log = operations(
      ['set', 1, 'filestream::x::native::1-1', { ...stream('/a', 1), cursor: null }],
      ['set', 2, 'filestream::x::native::2-1', { ...stream('/b', 1), ttl: 0 }],
      ['set', 3, 'filebeat::logs::native::42-2050', LOG],
    );
    writeFileSync(join(folder, 'log.json'), log);
    assert.deepEqual(readFilebeat(folder), [{ path: '/var/log/a.log', offset: 12, inode: '42' }]);
  });

  it('is refused if a part of it is missing', (t) => {
    const folder = temporaryFolder(t);
    assert.throws(() => readFilebeat(folder), /is not a Filebeat registry/);
    writeFileSync(join(folder, 'active.dat'), '/elsewhere/9.json');
    assert.throws(() => readFilebeat(folder), /has no 9\.json, which its active\.dat names/);
  });
});

/** The table that Fluent Bit makes. */
const TABLE =
  'CREATE TABLE in_tail_files (id INTEGER PRIMARY KEY, name TEXT NOT NULL, offset INTEGER, inode INTEGER, created INTEGER, rotated INTEGER DEFAULT 0)';

describe("Fluent Bit's database", () => {
  it('is read together with its write-ahead log, and is not changed', async (t) => {
    const folder = temporaryFolder(t);
    const [live, left] = [join(folder, 'live'), join(folder, 'left')];
    mkdirSync(live);
    const database = new sqlite.Database(join(live, 'tail.db'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    database.exec(TABLE);
    database.run('INSERT INTO in_tail_files (name, offset, inode) VALUES (?, ?, ?)', [
      '/var/log/a.log',
      12,
      18446744073709551n,
    ]);
    database.run('INSERT INTO in_tail_files (name, offset, inode) VALUES (?, ?, ?)', ['/var/log/b.log', -1, 2]);
    // As a process leaves it that was killed.
    cpSync(live, left, { recursive: true });
    database.close();
    rmSync(live, { recursive: true });
    const expected = [{ path: '/var/log/a.log', offset: 12, inode: '18446744073709551' }];
    assert.deepEqual(await readFluentBit(join(left, 'tail.db')), expected);
    assert.deepEqual(await readFluentBit(join(left, 'tail.db')), expected);
  });

  it('is refused if it is not a database', async (t) => {
    const file = join(temporaryFolder(t), 'tail.db');
    writeFileSync(file, 'hello');
    await assert.rejects(readFluentBit(file), /tail\.db is not a database of the tail input of Fluent Bit/);
  });
});
