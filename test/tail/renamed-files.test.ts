import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile, PARTIAL_TIMEOUT, type TailRoom } from '../support/tail-room.js';

const ID_A = 'a'.repeat(64);
/** Longer than a rotated file must be quiet. */
const QUIET = 300;

/** A log of which `one` was read, and that was rotated by Docker with `two` unread; the new file holds that. */
async function rotateUnread(
  t: TestContext,
  content: string,
): Promise<{ readonly room: TailRoom; readonly file: string }> {
  const { room, file } = await followFile(t, 'one\n', { containerId: ID_A });
  fs.appendFileSync(file, 'two\n');
  fs.renameSync(file, `${file}.1`);
  fs.writeFileSync(file, content);
  return { room, file };
}

/** Changes a file after the tick of the system's clock in which it was made: till then, nobody knows whether it says when. */
function changeLater(file: string): fs.Stats {
  const { mtimeMs } = fs.statSync(file);
  while (fs.statSync(file).ctimeMs === fs.statSync(file).birthtimeMs) fs.utimesSync(file, new Date(), mtimeMs / 1000);
  return fs.statSync(file);
}

describe('a file that is rotated by renaming', () => {
  it('is kept while its path is missing and other files of the log exist, which may continue its last line (1: after rename rotation the tailer stops)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.renameSync(file, `${file}.2`);
    fs.writeFileSync(`${file}.2.gz`, gzipSync(fs.readFileSync(`${file}.2`)));
    fs.rmSync(`${file}.2`);
    fs.writeFileSync(`${file}.1`, 'two\n');
    for (let looks = 0; looks < 3; looks++) await room.sweep(QUIET);
    assert.equal(room.flushes, 0);
    fs.writeFileSync(file, 'three\n');
    for (let looks = 0; looks < 3; looks++) await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    assert.equal(room.flushes, 0);
  });

  it('is read to its end before the new one, with what was written after the rename (4: the end of the renamed file is lost)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    const writer = fs.openSync(file, 'a');
    t.after(() => fs.closeSync(writer));
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'new\n');
    fs.writeSync(writer, 'late\n');
    await room.sweep();
    fs.writeSync(writer, 'later\n');
    await room.sweep();
    await room.sweep(QUIET);
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'late', 'later', 'new']);
    assert.equal(room.counters.rotations, 1);
  });

  it('is remembered after its deletion until all that was read is settled (29: offset saved before delivery)', async (t) => {
    const { room, file } = await followFile(t, 'one\n', { settled: 0, containerId: ID_A });
    for (const line of ['two', 'three', 'four']) {
      fs.renameSync(file, `${file}.1`);
      fs.writeFileSync(file, `${line}\n`);
      await room.sweep();
      await room.sweep(QUIET);
    }
    assert.deepEqual(room.take(), ['one', 'two', 'three', 'four']);
    const positions = room.tailer.positions().get(file) ?? [];
    assert.deepEqual(
      positions.map(({ offset, size }) => size - offset),
      ['one\n', 'two\n', 'three\n', 'four\n'].map(({ length }) => length),
    );
    assert.equal(room.counters.abandonedBytes, 0);
  });

  it('is followed at once by the new one with Docker, which has closed the old one by then', async (t) => {
    const { room } = await rotateUnread(t, 'three\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('is noticed after the new, empty one was written to during the look (1)', async (t) => {
    const { room, file } = await rotateUnread(t, '');
    const { fstatSync } = fs;
    const fstat = t.mock.method(fs, 'fstatSync', (descriptor: number, options?: fs.StatOptions) => {
      const stats = fstatSync(descriptor, options);
      if (stats.size === 0 && room.lines.at(-1) === 'two' && fs.statSync(file).size === 0) {
        fs.appendFileSync(file, 'three\n');
      }
      return stats;
    });
    await room.sweep();
    fstat.mock.restore();
    await room.sweep();
    fs.renameSync(file, `${file}.2`);
    fs.writeFileSync(file, 'four\n');
    await room.hint('a.log');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'three', 'four']);
    assert.deepEqual([room.counters.rotations, room.counters.truncations], [2, 0]);
  });

  it('is noticed even if the only watch event reported growth', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    room.add(file, { containerId: ID_A });
    await room.hint('a.log');
    fs.appendFileSync(file, 'two\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'three\n');
    await room.hint('a.log');
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('leaves the pieces of a line to the new one', async (t) => {
    const { room, file } = await followFile(t, 'one\n', { containerId: ID_A });
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'two\n');
    await room.sweep();
    assert.deepEqual([room.take(), room.flushes], [['one', 'two'], 0]);
  });

  it('leaves the pieces of a line to the new one after a long backpressure (3: the sink was away)', async (t) => {
    const { room, file } = await followFile(t, 'one\n', { containerId: ID_A });
    room.hasPartialLine = true;
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'two\n');
    room.pass(2 * PARTIAL_TIMEOUT);
    await room.hint('a.log');
    assert.deepEqual([room.take(), room.overdue, room.flushes], [['one', 'two'], 0, 0]);
  });

  it('leaves overdue pieces of a line to the new one while the old one may still be written to (model, cri 341)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    room.hasPartialLine = true;
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'two\n');
    await room.sweep(2 * PARTIAL_TIMEOUT);
    assert.deepEqual([room.take(), room.overdue], [['one'], 0]);
    await room.sweep(300);
    assert.deepEqual([room.take(), room.overdue, room.flushes], [['two'], 0, 0]);
  });

  it('leaves overdue pieces of a line to the new one if that does not exist yet (model, docker 2456)', async (t) => {
    const { room, file } = await followFile(t, 'one\n', { containerId: ID_A });
    room.hasPartialLine = true;
    fs.renameSync(file, `${file}.1`);
    room.pass(2 * PARTIAL_TIMEOUT);
    await room.hint('a.log');
    fs.writeFileSync(file, 'two\n');
    await room.sweep(100);
    assert.deepEqual([room.take(), room.overdue, room.flushes], [['one', 'two'], 0, 0]);
  });

  it('leaves the pieces of a line to the next one, though that was renamed too, and the one after is missing (2: rotation faster than the scan)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    room.hasPartialLine = true;
    fs.renameSync(file, `${file}.2`);
    fs.writeFileSync(file, 'two\n');
    fs.renameSync(file, `${file}.1`);
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(PARTIAL_TIMEOUT / 4);
    assert.deepEqual(room.take(), ['one', 'two']);
    assert.equal(room.flushes, 0);
    fs.appendFileSync(`${file}.1`, 'three\n');
    fs.writeFileSync(file, 'four\n');
    for (let sweeps = 0; sweeps < 2; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['three', 'four']);
  });

  it('does not count as over because of an old compressed empty file while its writer continues (model, cri 110: duplicated)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    room.hasPartialLine = true;
    fs.writeFileSync(`${file}.2.gz`, gzipSync(''));
    fs.renameSync(file, `${file}.1`);
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(PARTIAL_TIMEOUT / 4);
    fs.appendFileSync(`${file}.1`, 'two\n');
    fs.writeFileSync(`${file}.1.gz`, gzipSync('one\ntwo\n'));
    fs.rmSync(`${file}.1`);
    fs.writeFileSync(file, 'three\n');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(PARTIAL_TIMEOUT / 4);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('does not leave the pieces of a line to a file before which one may be missing (2: rotation faster than the scan)', async (t) => {
    const { room, file } = await followFile(t, 'one\n', { containerId: ID_A });
    fs.rmSync(file);
    fs.writeFileSync(`${file}.1`, 'three\n');
    fs.writeFileSync(file, 'four\n');
    await room.sweep();
    assert.deepEqual([room.take(), room.flushes], [['one', 'three', 'four'], 1]);
  });

  it('is waited for no longer than it takes to know that nobody writes to it any more (3: catching up after being down)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    for (const number of [3, 2, 1]) fs.writeFileSync(`${file}.${number}`, `${number}\n`);
    fs.writeFileSync(file, 'new\n');
    const births = ['.3', '.2', '.1', ''].map((suffix) => changeLater(`${file}${suffix}`).birthtimeMs);
    room.add(file);
    room.wallTime = Math.min(...births) + QUIET / 2;
    await room.sweep();
    assert.deepEqual(room.take(), ['3'], 'which may still be written to');
    room.wallTime = Math.max(...births) + QUIET;
    await room.sweep();
    assert.deepEqual(room.take(), ['2', '1', 'new']);
  });

  it('is waited for no longer than that if nothing was changed since it was made (4: many rotated files)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    for (const suffix of ['.3', '.2', '.1', '']) fs.writeFileSync(`${file}${suffix}`, `${suffix}\n`);
    room.wallTime = fs.statSync(file).birthtimeMs + QUIET;
    room.add(file);
    await room.sweep();
    assert.deepEqual(room.take(), ['.3', '.2', '.1', '']);
  });

  it('ships its half line, since no more can follow', async (t) => {
    const { room, file } = await followFile(t, 'one\nha', { containerId: ID_A });
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'new\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'ha…', 'new']);
  });

  it('is read on while the new one does not exist yet', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.renameSync(file, `${file}.1`);
    fs.appendFileSync(`${file}.1`, 'two\n');
    await room.sweep();
    fs.appendFileSync(`${file}.1`, 'three\n');
    await room.sweep(QUIET);
    fs.writeFileSync(file, 'new\n');
    await room.sweep(QUIET);
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'three', 'new']);
  });

  it('is not confused with others over several rotations', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    const expected: string[] = [];
    room.add(file, { containerId: ID_A });
    for (let rotation = 0; rotation < 20; rotation++) {
      const lines = [0, 1, 2].map((line) => `${rotation}.${line}`);
      expected.push(...lines);
      fs.writeFileSync(`${file}.new`, `${lines.join('\n')}\n`);
      fs.renameSync(`${file}.new`, file);
      await room.sweep();
    }
    assert.deepEqual(room.take(), expected);
  });

  for (const { kept, missed, came } of [
    { kept: 3, missed: 0, came: ['1', '2', '3', '4'] },
    { kept: 1, missed: 1, came: ['1', '3', '4'] },
  ]) {
    it(`rotated three times between two looks, with ${kept} files kept, is ${missed === 0 ? 'read whole' : 'reported and counted'} (2: rotation faster than the scan)`, async (t) => {
      const { room, file } = await followFile(t, '1\n', { containerId: ID_A });
      for (const line of ['2', '3', '4']) {
        fs.rmSync(`${file}.${kept}`, { force: true });
        for (let number = kept; number > 1; number--) {
          if (fs.existsSync(`${file}.${number - 1}`)) fs.renameSync(`${file}.${number - 1}`, `${file}.${number}`);
        }
        fs.renameSync(file, `${file}.1`);
        fs.writeFileSync(file, `${line}\n`);
      }
      await room.sweep();
      await room.sweep(QUIET);
      assert.deepEqual(room.take(), came);
      assert.equal(room.counters.missedRotations, missed);
      assert.equal(
        room.diagnostics.said.filter((said) => said.includes('may have been deleted unread')).length,
        missed,
      );
    });
  }

  it('and whose .gz is damaged is read up to the damage, and the rest is counted (3: the backlog is gzipped before it is read)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    const lines = Array.from({ length: 3000 }, (_, number) => `${number} ${Math.sin(number)}`);
    const gzipped = gzipSync(`${lines.join('\n')}\n`);
    fs.writeFileSync(`${file}.1.gz`, gzipped.fill(0xff, gzipped.length / 2));
    fs.writeFileSync(file, 'live\n');
    room.add(file, { containerId: ID_A });
    await room.sweep();
    const came = room.take();
    assert.equal(came.at(-1), 'live');
    assert.ok(came.length > 100 && came.length < lines.length, `${came.length} lines came`);
    const { damaged } = room.counters.abandoned;
    assert.ok(damaged > 0 && damaged <= gzipped.length / 2, String(damaged));
  });
});
