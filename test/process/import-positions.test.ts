import assert from 'node:assert/strict';
import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import sqlite from 'node-sqlite3-wasm';
import type { ContainerRun } from '../support/container-run.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { nodeArgs } from './follow.js';
import { startPiped } from './pipe.js';

const RUNTIMES = ['docker', 'cri'] as const;

/** A container's log of which another agent has read the first 20 lines. */
function createRoom(t: TestContext, runtime: (typeof RUNTIMES)[number]) {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('web', { runtime });
  const { files } = container.start();
  container.lines(20);
  const read = statSync(files.liveFile);
  const state = ['--state-dir', join(root, 'state')];

  async function importFrom(agent: string, file: string) {
    const { podtail, lines } = startPiped(t, ['import-positions', '--from', agent, file, ...nodeArgs(node), ...state]);
    const printed = await lines();
    assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
    return { printed, said: podtail.log.join('\n') };
  }

  async function shipped(): Promise<readonly string[]> {
    const podtail = startPodtail(['--once', ...nodeArgs(node), ...state], { test: t });
    assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
    return podtail.seen.map(({ message }) => message);
  }
  return { root, container, files, read, importFrom, shipped };
}

/** The texts of all lines of a run behind the first so many. */
function linesBehind(run: ContainerRun, count: number): string[] {
  return run.written.slice(count).map(({ text }) => text.toString());
}

for (const runtime of RUNTIMES) {
  describe(`after import-positions, podtail (${runtime})`, () => {
    test('continues where Promtail ended, and repeats nothing', async (t) => {
      const { root, container, files, read, importFrom, shipped } = createRoom(t, runtime);
      const positions = join(root, 'positions.yaml');
      writeFileSync(positions, `positions:\n  ${files.path}: "${read.size}"\n  /gone.log: "3"\n`);
      container.lines(7);
      const { printed, said } = await importFrom('promtail', positions);
      assert.deepEqual(printed, [`${files.liveFile} from byte ${read.size}`]);
      assert.match(said, /\/gone\.log is not imported/);
      assert.match(said, /imported 1 of 2 positions/);
      assert.deepEqual(await shipped(), linesBehind(container.run, 20));
      assert.match((await importFrom('promtail', positions)).said, /already has positions of podtail, which are kept/);
    });

    test('ships the rest of a rotated file, which it finds by inode, then the live one, and no older file', async (t) => {
      const { root, container, read, files, importFrom, shipped } = createRoom(t, runtime);
      const older = container.run.written.length;
      container.rotate();
      container.lines(10);
      const { ino, size } = statSync(files.liveFile);
      assert.notEqual(ino, read.ino);
      container.lines(5);
      container.rotate();
      container.lines(3);
      const file = join(root, 'tail.db');
      const database = new sqlite.Database(file);
      database.exec('CREATE TABLE in_tail_files (id INTEGER PRIMARY KEY, name TEXT, offset INTEGER, inode INTEGER)');
      const insert = 'INSERT INTO in_tail_files (name, offset, inode) VALUES (?, ?, ?)';
      database.run(insert, [files.path, size, ino]);
      database.close();
      await importFrom('fluent-bit', file);
      assert.deepEqual(await shipped(), linesBehind(container.run, older + 10));
    });

    test('goes by the newest write to the registry of Filebeat, not by that to its folder', async (t) => {
      const { root, container, read, files, importFrom, shipped } = createRoom(t, runtime);
      const registry = join(root, 'data/registry/filebeat');
      mkdirSync(registry, { recursive: true });
      const value = { ttl: -1, cursor: { offset: read.size }, meta: { source: files.path } };
      const entry = `${JSON.stringify({ op: 'set', id: 1 })}\n${JSON.stringify({ k: 'filestream::k::fingerprint::ab', v: value })}\n`;
      writeFileSync(join(registry, 'log.json'), entry);
      // As though the folder were older than the log.
      utimesSync(registry, 1, 1);
      container.lines(4);
      await importFrom('filebeat', join(root, 'data'));
      assert.deepEqual(await shipped(), linesBehind(container.run, 20));
    });

    test('ships all of a file that has got the inode of another one since', async (t) => {
      const { root, container, read, files, importFrom, shipped } = createRoom(t, runtime);
      const file = join(root, 'tail.db');
      const database = new sqlite.Database(file);
      database.exec('CREATE TABLE in_tail_files (id INTEGER PRIMARY KEY, name TEXT, offset INTEGER, inode INTEGER)');
      database.run('INSERT INTO in_tail_files (name, offset, inode) VALUES (?, ?, ?)', [files.path, 30, read.ino]);
      database.close();
      utimesSync(file, 1, 1);
      await importFrom('fluent-bit', file);
      assert.deepEqual(await shipped(), linesBehind(container.run, 0));
    });

    test('ships a whole line that another agent has read in part', async (t) => {
      const { root, container, files, read, importFrom, shipped } = createRoom(t, runtime);
      const log = [
        { op: 'set', id: 1 },
        {
          k: `filestream::pods::native::${read.ino}-${read.dev}`,
          v: { ttl: -1, cursor: { offset: read.size - 10 }, meta: { source: files.path } },
        },
      ];
      writeFileSync(join(root, 'log.json'), log.map((line) => `${JSON.stringify(line)}\n`).join(''));
      container.lines(2);
      await importFrom('filebeat', root);
      assert.deepEqual(await shipped(), linesBehind(container.run, 19));
    });
  });
}

test('import-positions reports missing arguments', async (t) => {
  const { podtail } = startPiped(t, ['import-positions', '--from', 'rsyslog', 'x']);
  assert.equal((await podtail.exit()).code, 2);
  assert.match(podtail.log.join(), /needs --from with promtail, alloy, fluent-bit, filebeat, and one file/);
  const { podtail: stateless } = startPiped(t, ['import-positions', '--from', 'promtail', 'x']);
  assert.equal((await stateless.exit()).code, 2);
});
