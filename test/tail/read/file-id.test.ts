import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { LogSource } from '../../../src/record/log-source.js';
import { birthmarkOf, fileIdOf, newBirthmark, randomFileId } from '../../../src/tail/read/file-id.js';
import { createTailRoom, followFile, PARTIAL_TIMEOUT } from '../../support/tail-room.js';

const HEAD = { length: 11, hash: '0123456789abcdef0123456789abcdef' };
const POD: LogSource = {
  path: '/var/log/pods/shop_web_uid-1/app/3.log',
  metadata: { namespace: 'shop', pod: 'web', uid: 'uid-1', container: 'app', restart: 3 },
  writtenByRuntime: true,
};
const DOCKER: LogSource = { ...POD, containerId: 'c'.repeat(64) };
const PLAIN: LogSource = { path: '/logs/app.log', metadata: { pod: 'web' }, writtenByRuntime: false };

describe('the id of a file', () => {
  it('has 22 characters that any sink accepts', () => {
    for (const source of [POD, DOCKER, PLAIN]) assert.match(fileIdOf(source, HEAD, '1 0'), /^[0-9A-Za-z_-]{22}$/);
    assert.match(randomFileId(), /^[0-9A-Za-z_-]{22}$/);
  });

  const same: readonly (readonly [name: string, one: LogSource, other: LogSource])[] = [
    ['wherever the log of a pod is found', POD, { ...POD, path: '/var/log/containers/web_shop_app-1.log' }],
    ['wherever a Docker container’s log is found, with all that its path says', DOCKER, { ...DOCKER, metadata: {} }],
  ];
  for (const [name, one, other] of same) {
    it(`is the same ${name}`, () => {
      assert.equal(fileIdOf(one, HEAD, undefined), fileIdOf(other, HEAD, undefined));
    });
  }

  const different: readonly (readonly [name: string, one: LogSource, other: LogSource])[] = [
    ['restarts of a container', POD, { ...POD, metadata: { ...POD.metadata, restart: 4 } }],
    ['containers of a pod', POD, { ...POD, metadata: { ...POD.metadata, container: 'other' } }],
    ['pods of one name', POD, { ...POD, metadata: { ...POD.metadata, uid: 'uid-2' } }],
    ['Docker containers', DOCKER, { ...DOCKER, containerId: 'd'.repeat(64) }],
    ['plain files', PLAIN, { ...PLAIN, path: '/logs/other.log' }],
    ['pods with the same plain file', PLAIN, { ...PLAIN, metadata: { pod: 'other' } }],
  ];
  for (const [name, one, other] of different) {
    it(`differs between ${name} that begin alike`, () => {
      assert.notEqual(fileIdOf(one, HEAD, '1 0'), fileIdOf(other, HEAD, '1 0'));
    });
  }

  it('distinguishes files by their first line, and plain files that begin alike by their birthmarks', () => {
    assert.notEqual(fileIdOf(POD, HEAD, undefined), fileIdOf(POD, { ...HEAD, hash: 'f'.repeat(32) }, undefined));
    const births = [birthmarkOf({ inode: 1n, bornAt: 5n }), birthmarkOf({ inode: 2n, bornAt: 5n })];
    const later = birthmarkOf({ inode: 1n, bornAt: 6n });
    const ids = [...births, later, newBirthmark(), newBirthmark()].map((mark) => fileIdOf(PLAIN, HEAD, mark));
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe('a file gets its id', () => {
  it('when its first line is complete, not before', async (t) => {
    const { room, file } = await followFile(t, '');
    fs.appendFileSync(file, 'ha');
    await room.sweep();
    assert.equal(room.begun.length, 0);
    fs.appendFileSync(file, 'lf\nsecond\n');
    await room.sweep();
    fs.writeFileSync(path.join(room.folder, 'b.log'), 'half\nother\n');
    room.add(path.join(room.folder, 'b.log'));
    await room.sweep();
    assert.equal(room.begun.length, 2);
    assert.notEqual(room.begun[0]!.id, room.begun[1]!.id, 'files of two paths that begin alike');
  });

  it('and keeps it after a restart, though the file was rotated and compressed', async (t) => {
    const { room: first, file } = await followFile(t, 'one\ntwo\n', { settled: 4 });
    const remembered = first.tailer.positions();
    first.tailer.close(false);
    fs.writeFileSync(`${file}.1.gz`, gzipSync(fs.readFileSync(file)));
    fs.writeFileSync(`${file}.new`, 'new\n');
    fs.renameSync(`${file}.new`, file);
    const second = createTailRoom(t, { folder: first.folder, remembered });
    second.add(file);
    await second.sweep();
    await second.sweep(300);
    assert.deepEqual(second.take(), ['two', 'new']);
    assert.deepEqual(second.begun[0], { offset: 4, id: first.begun[0]!.id });
  });

  it('which another file at the same path does not get', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.truncateSync(file);
    await room.sweep();
    fs.appendFileSync(file, 'three\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'three']);
    assert.equal(new Set(room.begun.map(({ id }) => id)).size, 2);
  });

  it('and keeps it, though nothing was settled before a kill, and another file has the same first line', async (t) => {
    const { room: first, file } = await followFile(t, 'banner\none\n', { settled: 0 });
    const remembered = first.tailer.positions();
    first.tailer.close(false);
    fs.appendFileSync(file, 'two\n');
    fs.writeFileSync(`${file}.1.gz`, gzipSync(fs.readFileSync(file)));
    fs.writeFileSync(`${file}.new`, 'banner\nthree\n');
    fs.renameSync(`${file}.new`, file);
    const second = createTailRoom(t, { folder: first.folder, remembered });
    second.add(file);
    for (let sweeps = 0; sweeps < 3; sweeps++) await second.sweep(300);
    assert.deepEqual(second.take(), ['banner', 'one', 'two', 'banner', 'three']);
    assert.deepEqual(second.begun[0], first.begun[0]);
    assert.notEqual(second.begun[1]!.id, first.begun[0]!.id);
  });

  it('which changes when its half-shipped first line is complete, if nothing was settled', async (t) => {
    const { room: first, file } = await followFile(t, 'ha', { settled: 0 });
    await first.sweep(PARTIAL_TIMEOUT);
    assert.deepEqual(first.take(), ['ha…']);
    const remembered = first.tailer.positions();
    first.tailer.close(false);
    fs.appendFileSync(file, 'lf\n');
    const second = createTailRoom(t, { folder: first.folder, remembered });
    second.add(file);
    await second.sweep();
    assert.deepEqual(second.take(), ['half']);
    assert.notEqual(second.begun[0]!.id, first.begun[0]!.id);
  });

  const copies: readonly (readonly [how: string, copy: (file: string) => void])[] = [
    ['truncated', () => {}],
    ['copied and truncated', (file) => fs.copyFileSync(file, `${file}.1`)],
    ['copied, compressed and truncated', (file) => fs.writeFileSync(`${file}.1.gz`, gzipSync(fs.readFileSync(file)))],
  ];
  for (const [how, copy] of copies) {
    it(`which later content does not get after it was ${how}, though it begins alike on the same inode`, async (t) => {
      const { room, file } = await followFile(t, 'banner\none\n');
      copy(file);
      fs.truncateSync(file);
      await room.sweep();
      fs.appendFileSync(file, 'banner\ntwo\n');
      for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
      assert.deepEqual(room.take(), ['banner', 'one', 'banner', 'two']);
      const ids = room.begun.filter(({ offset }) => offset === 0).map(({ id }) => id);
      assert.equal(ids.length, 2);
      assert.equal(new Set(ids).size, 2);
    });

    it(`which later content does not get after it was ${how} while podtail was down`, async (t) => {
      const { room: first, file } = await followFile(t, 'banner\none\n');
      const remembered = first.tailer.positions();
      first.tailer.close(false);
      copy(file);
      fs.truncateSync(file);
      fs.appendFileSync(file, 'banner\ntwo\n');
      const second = createTailRoom(t, { folder: first.folder, remembered });
      second.add(file);
      for (let sweeps = 0; sweeps < 3; sweeps++) await second.sweep(300);
      assert.deepEqual(second.take(), ['banner', 'two']);
      assert.notEqual(second.begun.at(-1)!.id, first.begun[0]!.id);
    });
  }
});
