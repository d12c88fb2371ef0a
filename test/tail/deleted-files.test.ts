import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile } from '../support/tail-room.js';

const ID_A = 'a'.repeat(64);
/** Longer than a rotated file must be quiet. */
const QUIET = 300;
/** Longer than files are kept open that were read to their ends. */
const LINGER = 31_000;

describe('a file that is deleted', () => {
  it('is still read to its end, and then forgotten (15: short-lived containers)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\ntwo\nlast');
    room.add(file);
    fs.rmSync(file);
    room.tailer.remove(file);
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'last…']);
    await room.sweep(LINGER);
    assert.equal(room.tailer.size, 0);
  });

  it('is remembered until all that was read of it is settled (29: offset saved before delivery)', async (t) => {
    const { room, file } = await followFile(t, 'one\n', { settled: 0 });
    fs.rmSync(file);
    room.tailer.remove(file);
    await room.sweep(QUIET);
    await room.sweep();
    assert.deepEqual(room.take(), ['one']);
    const [position] = room.tailer.positions().get(file) ?? [];
    assert.deepEqual([position?.offset, position?.size], [0, 4]);
  });

  it('before it was opened, during a rotation, is not forgotten by the next podtail (5: the whole file is read again after rotation)', async (t) => {
    const { room: first, file } = await followFile(t, 'one\n');
    const remembered = first.tailer.positions();
    first.tailer.close(false);
    fs.renameSync(file, `${file}.1`);
    const second = createTailRoom(t, { folder: first.folder, remembered });
    second.add(file);
    second.tailer.remove(file);
    await second.sweep();
    assert.equal(second.tailer.positions().get(file)?.length, 1);
    fs.writeFileSync(file, 'two\n');
    second.add(file);
    await second.sweep(QUIET);
    await second.sweep(QUIET);
    assert.deepEqual(second.take(), ['two']);
  });

  it('while its rotated files exist, and returns, causes no repeats of these (5: the whole file is read again after rotation)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(`${file}.1.gz`, gzipSync('one\n'));
    fs.rmSync(`${file}.1`);
    room.tailer.remove(file);
    await room.sweep();
    await room.sweep(QUIET);
    fs.writeFileSync(file, 'two\n');
    room.add(file);
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two']);
    fs.rmSync(file);
    fs.rmSync(`${file}.1.gz`);
    room.tailer.remove(file);
    await room.sweep();
    await room.sweep(QUIET);
    await room.sweep(LINGER);
    assert.equal(room.tailer.size, 0);
  });

  it('and returns is read from its start', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.writeFileSync(`${file}.new`, 'two\n');
    fs.rmSync(file);
    room.tailer.remove(file);
    fs.renameSync(`${file}.new`, file);
    room.add(file);
    await room.sweep(QUIET);
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two']);
  });
});

describe('a file that is deleted before it is read to its end (13: deleted but open files fill the node; or closed too early)', () => {
  const GRACE = { time: 60_000, bytes: 100 };

  /** A log of ten lines of ten bytes of which the first was read, and then its file was deleted while there is no room. */
  async function createDeleted(t: TestContext, names: readonly string[]) {
    const room = createTailRoom(t, { deletedFileGrace: GRACE });
    for (const name of names) {
      const file = path.join(room.folder, name);
      fs.writeFileSync(file, `${name} 000\n`);
      room.add(file);
      await room.sweep();
      room.full.add(file);
      for (let line = 1; line < 6; line++) fs.appendFileSync(file, `${name} 00${line}\n`);
      fs.rmSync(file);
      room.tailer.remove(file);
      await room.sweep();
    }
    room.take();
    return room;
  }

  it('is read to its end within the grace period', async (t) => {
    const room = await createDeleted(t, ['a.log']);
    await room.sweep(GRACE.time - 10);
    room.full.clear();
    await room.sweep();
    assert.equal(room.take().length, 5);
    await room.sweep(QUIET);
    assert.deepEqual([room.tailer.size, room.counters.abandonedBytes], [0, 0]);
  });

  it('is given up after the grace period, and unread bytes are counted', async (t) => {
    const room = await createDeleted(t, ['a.log']);
    await room.sweep(GRACE.time);
    assert.equal(room.counters.abandoned.deletedFileGrace, 50);
    assert.match(
      room.diagnostics.said.join(),
      /a\.log was deleted, and 50 bytes of it are lost: podtail did not read it/,
    );
    room.full.clear();
    await room.sweep();
    assert.deepEqual([room.take(), room.tailer.size], [[], 0]);
  });

  it('is given up if such files exceed the byte limit, oldest first', async (t) => {
    const room = await createDeleted(t, ['a.log', 'b.log']);
    await room.sweep();
    assert.equal(room.counters.abandoned.deletedFileGrace, 50);
    room.full.clear();
    await room.sweep();
    assert.deepEqual([...new Set(room.take().map((line) => line.slice(0, 5)))], ['b.log']);
  });

  it('is given up even while it is written to for ever', async (t) => {
    const room = createTailRoom(t, { deletedFileGrace: GRACE });
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    const writer = fs.openSync(file, 'a');
    t.after(() => fs.closeSync(writer));
    room.add(file);
    await room.sweep();
    fs.rmSync(file);
    room.tailer.remove(file);
    for (let line = 0; line < 100 && room.tailer.size > 0; line++) {
      fs.writeSync(writer, 'more\n');
      await room.sweep();
    }
    assert.equal(room.tailer.size, 0);
  });

  it('loses nothing if it was empty', async (t) => {
    const room = createTailRoom(t, { deletedFileGrace: { time: 0, bytes: 0 } });
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, '');
    room.add(file, { containerId: ID_A });
    await room.sweep();
    fs.rmSync(file);
    await room.sweep();
    await room.sweep();
    assert.equal(room.counters.abandonedBytes, 0);
  });

  it('is given up in the middle of a chain of rotated files, and its neighbours are read', async (t) => {
    const room = createTailRoom(t, { deletedFileGrace: { time: GRACE.time, bytes: 0 } });
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    room.add(file, { containerId: ID_A });
    await room.sweep();
    room.room = false;
    for (const line of ['two', 'three']) {
      fs.renameSync(file, `${file}.${line}.1`);
      fs.writeFileSync(file, `${line}\n`);
      await room.sweep();
    }
    fs.rmSync(`${file}.three.1`);
    await room.sweep();
    room.room = true;
    await room.sweep();
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'three']);
    assert.equal(room.counters.abandoned.deletedFileGrace, 4);
  });
});

describe('a file that was empty', () => {
  it('reads a formerly empty file that was rotated and deleted right after it was written to', async (t) => {
    const { room, file } = await followFile(t, '', { containerId: ID_A });
    fs.appendFileSync(file, 'one\n');
    fs.rmSync(file);
    fs.writeFileSync(file, 'two\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two']);
  });
});
