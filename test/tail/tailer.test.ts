import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile, PARTIAL_TIMEOUT, type TailRoom } from '../support/tail-room.js';

const ID_A = 'a'.repeat(64);
const ID_B = 'b'.repeat(64);
/** Longer than a rotated file must be quiet. */
const QUIET = 300;
/** Longer than files are kept open that were read to their ends. */
const LINGER = 31_000;

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

/** Two paths that lead to one file, both followed; all of it is read. */
async function followTwice(t: TestContext): Promise<{ room: TailRoom; file: string; link: string }> {
  const room = createTailRoom(t);
  const [file, link] = [path.join(room.folder, 'a.log'), path.join(room.folder, 'b.log')];
  fs.writeFileSync(file, 'one\n');
  fs.symlinkSync(file, link);
  room.add(file);
  room.add(link);
  await room.sweep();
  return { room, file, link };
}

describe('following a file', () => {
  it('returns its lines, and then added lines', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\n');
    assert.deepEqual(room.take(), ['one', 'two']);
    fs.appendFileSync(file, 'three\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['three']);
    assert.equal(room.counters.bytesRead, fs.statSync(file).size);
  });

  it('begins at the end if configured, and returns what is added later', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'old\n');
    room.add(file, { atEnd: true });
    await room.sweep();
    fs.appendFileSync(file, 'new\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['new']);
  });

  it('does not return a half line until its newline comes', async (t) => {
    const { room, file } = await followFile(t, 'one\nha');
    assert.deepEqual(room.take(), ['one']);
    fs.appendFileSync(file, 'lf\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['half']);
  });

  it('returns a half line after a timeout, and its rest later without a duplicate (23: last line without newline)', async (t) => {
    const { room, file } = await followFile(t, 'ha');
    await room.sweep(PARTIAL_TIMEOUT / 2);
    assert.deepEqual(room.take(), []);
    await room.sweep(PARTIAL_TIMEOUT);
    assert.deepEqual(room.take(), ['ha…']);
    fs.appendFileSync(file, 'lf\nnext\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['lf', 'next']);
  });

  it('waits again when a half line grows', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'h');
    room.add(file);
    for (const letter of 'alf') {
      await room.sweep(PARTIAL_TIMEOUT - 1);
      fs.appendFileSync(file, letter);
    }
    await room.sweep(PARTIAL_TIMEOUT - 1);
    assert.deepEqual(room.take(), []);
  });

  it('reads a line that is longer than a read, and cuts one above the limit', async (t) => {
    const { room } = await followFile(t, `short\n${'x'.repeat(30)}\n${'y'.repeat(32)}zzz\nnext\n`, {
      readCapacity: 16,
      longestRead: 32,
    });
    assert.deepEqual(room.take(), ['short', 'x'.repeat(30), `${'y'.repeat(32)}✂`, 'zzz', 'next']);
  });

  it('starts again at 0 when the file is truncated, and counts unread bytes', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\nha');
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, 'new\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'new']);
    assert.equal(room.counters.truncations, 1);
    assert.equal(room.counters.abandonedBytes, 2);
  });

  const regrown: readonly (readonly [name: string, lines: string])[] = [
    ['past its old size', 'new one\nnew two\nnew three\n'],
    ['to its old size', 'ONE\nTWO\nX\n'],
    ['past its old size, with the same first line', 'one\nTWO\nthree\n'],
  ];
  for (const [name, lines] of regrown) {
    it(`starts again at 0 when the file is truncated and grows ${name} before the next look (6: copytruncate: stuck, duplicated, lost)`, async (t) => {
      const { room, file } = await followFile(t, 'one\ntwo\nha');
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, lines);
      await room.sweep();
      assert.deepEqual(room.take(), ['one', 'two', ...lines.trimEnd().split('\n')]);
      assert.deepEqual([room.counters.truncations, room.counters.abandoned.truncated], [1, 2]);
    });
  }

  it('starts again at 0 when a file of whole lines is rewritten to its old size (6: copytruncate)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    room.add(file);
    for (const line of ['two', 'six', 'ten']) {
      await room.sweep();
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, `${line}\n`);
    }
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'six', 'ten']);
  });

  it('continues in the copy with what was unread before the truncation, and then reads the live file again (6: copytruncate: lost)', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\nha');
    fs.appendFileSync(file, 'lf\n');
    fs.copyFileSync(file, `${file}.1`);
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, 'new\n');
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'half', 'new']);
    assert.deepEqual([room.counters.truncations, room.counters.abandonedBytes], [1, 0]);
    assert.equal(room.flushes, 0, 'the pieces of a line go on in the copy');
  });

  for (const [name, lines] of [
    ['is shorter', 'new\n'],
    ['has grown past its old size', 'new one\nnew two\nnew three\n'],
  ] as const) {
    it(`that was unread is read in the copy, if it was truncated and ${name} (6: copytruncate: lost)`, async (t) => {
      const room = createTailRoom(t);
      const file = path.join(room.folder, 'a.log');
      fs.writeFileSync(file, 'one\ntwo\n');
      room.room = false;
      room.add(file);
      await room.sweep();
      fs.copyFileSync(file, `${file}.1`);
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, lines);
      await room.sweep();
      room.room = true;
      await room.sweep();
      await room.sweep(QUIET);
      assert.deepEqual(room.take(), ['one', 'two', ...lines.trimEnd().split('\n')]);
      assert.equal(room.counters.abandonedBytes, 0);
    });
  }

  it('does not read the copies again after a restart (6: copytruncate: duplicated)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    for (const line of ['two', 'three']) {
      if (fs.existsSync(`${file}.1`)) fs.renameSync(`${file}.1`, `${file}.2`);
      fs.copyFileSync(file, `${file}.1`);
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, `${line}\n`);
      await room.sweep();
      await room.sweep(QUIET);
    }
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    const remembered = room.tailer.positions();
    room.tailer.close(true);
    const next = createTailRoom(t, { folder: room.folder, remembered });
    fs.appendFileSync(file, 'four\n');
    next.add(file);
    await next.sweep();
    await next.sweep(QUIET);
    assert.deepEqual(next.take(), ['four']);
  });

  it('recognises the copy of a file that was empty when it was opened (6: copytruncate: duplicated)', async (t) => {
    const { room, file } = await followFile(t, '', { containerId: ID_A });
    for (const line of ['one', 'two', 'three']) {
      fs.appendFileSync(file, `${line}\n`);
      await room.sweep();
      if (fs.existsSync(`${file}.1`)) fs.renameSync(`${file}.1`, `${file}.2`);
      fs.copyFileSync(file, `${file}.1`);
      fs.truncateSync(file, 0);
      await room.sweep();
    }
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('reads the copies first if the file was empty at the last look, and was copied and truncated since (6: copytruncate: lost)', async (t) => {
    const { room, file } = await followFile(t, '', { containerId: ID_A });
    fs.writeFileSync(`${file}.2`, 'one\n');
    fs.writeFileSync(`${file}.1`, 'two\n');
    fs.appendFileSync(file, 'three\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('reads a formerly empty file that was rotated and deleted right after it was written to', async (t) => {
    const { room, file } = await followFile(t, '', { containerId: ID_A });
    fs.appendFileSync(file, 'one\n');
    fs.rmSync(file);
    fs.writeFileSync(file, 'two\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two']);
  });

  it('starts again at 0 when a watch event comes first (6: copytruncate)', async (t) => {
    const { room, file } = await followFile(t, `${'old line\n'.repeat(200)}`);
    room.take();
    for (const round of [1, 2]) {
      const lines = Array.from({ length: 300 }, (_, number) => `${round}.${number} ${'x'.repeat(number % 10)}`);
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, `${lines.join('\n')}\n`);
      await room.hint('a.log');
      assert.deepEqual(room.take(), lines);
    }
  });

  it('takes turns: a long file does not delay a short one (16: one busy file)', async (t) => {
    const room = createTailRoom(t, { readCapacity: 8 });
    const [long, short] = [path.join(room.folder, 'long.log'), path.join(room.folder, 'short.log')];
    fs.writeFileSync(long, 'l\n'.repeat(100));
    fs.writeFileSync(short, 's\n');
    room.add(long);
    room.add(short);
    await room.sweep();
    const lines = room.take();
    assert.equal(lines.length, 101);
    assert.ok(lines.indexOf('s') <= 8, `the short file's line came as number ${lines.indexOf('s')}`);
  });

  it('reads nothing while there is no room, and continues by itself', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    room.room = false;
    room.add(file);
    await room.sweep();
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    assert.deepEqual(room.take(), []);
    assert.equal(room.asked, 0, 'where none has room, none is asked about');
    room.room = true;
    await room.sweep();
    assert.deepEqual(room.take(), ['one']);
  });

  it('checks the room for each source, and reads sources with room while others wait (33: blocking others)', async (t) => {
    const room = createTailRoom(t, { readCapacity: 8 });
    const [stuck, free] = ['stuck', 'free'].map((name) => path.join(room.folder, `${name}.log`)) as [string, string];
    fs.writeFileSync(stuck, 's\n'.repeat(8));
    fs.writeFileSync(free, 'f\n'.repeat(8));
    room.full.add(stuck);
    room.add(stuck);
    room.add(free);
    await room.sweep();
    fs.appendFileSync(free, 'more\n');
    await room.hint('free.log');
    assert.deepEqual(room.take(), [...Array(8).fill('f'), 'more']);
    assert.equal(room.tailer.isIdle, false, 'the one that waits is not forgotten');
    room.full.clear();
    room.tailer.resume();
    await room.untilPause();
    assert.deepEqual(room.take(), Array(8).fill('s'));
    assert.equal(room.tailer.isIdle, true);
  });

  it('does not poll for room that is not there', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    room.full.add(file);
    room.add(file);
    await room.sweep();
    for (let turn = 0; turn < 5; turn++) {
      fs.appendFileSync(file, 'more\n');
      await room.hint('a.log');
      await new Promise(setImmediate);
    }
    assert.equal(room.tailer.isReading, false);
    assert.equal(room.asked, 1, 'for the one source, in the one sweep');
  });

  it('continues a file that two paths lead to, without repeats, when the owning path is no longer followed', async (t) => {
    const { room, file } = await followTwice(t);
    room.tailer.unfollow(file);
    fs.renameSync(file, `${file}.1`);
    fs.appendFileSync(`${file}.1`, 'two\n');
    fs.writeFileSync(file, 'three\n');
    for (let looks = 0; looks < 3; looks++) await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('reads a file once if two paths lead to it', async (t) => {
    const { room, file, link } = await followTwice(t);
    assert.deepEqual(room.take(), ['one']);
    assert.deepEqual(room.diagnostics.said, [
      `problem: ${link} is not read: it leads to the same file as ${file}, which is followed already`,
    ]);
  });
});

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

/** Two logs of the same name in two new folders, none of them written yet, and what is to be the link to one of them. */
function twoLogs({ folder }: TailRoom): { readonly link: string; readonly a: string; readonly b: string } {
  const [a, b] = [path.join(folder, 'a', 'log'), path.join(folder, 'b', 'log')];
  for (const file of [a, b]) fs.mkdirSync(path.dirname(file));
  return { link: path.join(folder, 'link.log'), a, b };
}

describe('a link', () => {
  it('that is retargeted: the old target is read to its end, and the new one from 0 (8: a symlink is retargeted)', async (t) => {
    const room = createTailRoom(t);
    const [link, a, b] = ['link.log', 'a', 'b'].map((name) => path.join(room.folder, name)) as [string, string, string];
    fs.writeFileSync(a, 'a1\n');
    fs.writeFileSync(b, 'b1\n');
    fs.symlinkSync(a, link);
    room.add(link, { containerId: ID_A });
    await room.sweep();
    fs.appendFileSync(a, 'a2\n');
    fs.rmSync(link);
    fs.symlinkSync(b, link);
    room.add(link, { containerId: ID_B });
    await room.sweep();
    assert.deepEqual(room.take(), ['a1', 'a2', 'b1']);
    assert.equal(room.flushes, 1, 'the pieces of the old container’s line are shipped');
  });

  it('that is retargeted after a rotation of the old target: the file in the old place is read first, with its own container (8: a symlink is retargeted)', async (t) => {
    const containerOf = (target: string) => (target.includes('/b/') ? ID_B : ID_A);
    const room = createTailRoom(t, { containerOf });
    const { link, a, b } = twoLogs(room);
    fs.writeFileSync(a, 'a1\n');
    fs.writeFileSync(b, 'b1\n');
    fs.symlinkSync(a, link);
    room.add(link, { containerId: ID_A });
    await room.sweep();
    for (const number of [2, 3]) {
      if (fs.existsSync(`${a}.1`)) fs.renameSync(`${a}.1`, `${a}.2`);
      fs.renameSync(a, `${a}.1`);
      fs.writeFileSync(a, `a${number}\n`);
    }
    fs.rmSync(link);
    fs.symlinkSync(b, link);
    await room.sweep();
    assert.deepEqual(room.take(), ['a1', 'a2', 'a3', 'b1']);
    assert.deepEqual(
      room.sources.map(({ containerId }) => containerId),
      [ID_A, ID_B],
    );
  });

  it('that is retargeted after the old target was copied and truncated: the copy is read first (8: a symlink is retargeted; 6: copytruncate: disordered)', async (t) => {
    const room = createTailRoom(t, { containerOf: (target) => (target.includes('/b/') ? ID_B : ID_A) });
    const { link, a, b } = twoLogs(room);
    fs.writeFileSync(a, 'a1\n');
    fs.symlinkSync(a, link);
    room.add(link, { containerId: ID_A });
    await room.sweep();
    fs.writeFileSync(`${a}.1`, 'a1\na2\n');
    fs.writeFileSync(a, 'a3, which is longer\n');
    fs.writeFileSync(b, 'b1\n');
    fs.rmSync(link);
    fs.symlinkSync(b, link);
    for (let sweeps = 0; sweeps < 2; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['a1', 'a2', 'a3, which is longer', 'b1']);
    assert.equal(room.counters.truncations, 1);
  });

  it('that is retargeted after it was resolved: the opened file has its own container (8: a symlink is retargeted)', async (t) => {
    const room = createTailRoom(t, { containerOf: (target) => (target.endsWith('b') ? ID_B : ID_A) });
    const [link, a, b] = ['link.log', 'a', 'b'].map((name) => path.join(room.folder, name)) as [string, string, string];
    fs.writeFileSync(a, 'a1\n');
    fs.writeFileSync(b, 'b1\n');
    fs.symlinkSync(b, link);
    room.add(link, { containerId: ID_A });
    await room.sweep();
    fs.rmSync(link);
    fs.symlinkSync(a, link);
    await room.sweep();
    assert.deepEqual(room.take(), ['b1', 'a1']);
    assert.deepEqual(
      room.sources.map(({ containerId }) => containerId),
      [ID_B, ID_A],
    );
  });

  it('that dangles is logged once, and read when its target appears (9: dangling target)', async (t) => {
    const room = createTailRoom(t);
    const [link, target] = [path.join(room.folder, 'a.log'), path.join(room.folder, 'target')];
    fs.symlinkSync(target, link);
    room.add(link);
    await room.sweep();
    await room.sweep();
    fs.writeFileSync(target, 'one\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one']);
    assert.deepEqual(room.diagnostics.said, [
      `problem: ${link} is not read: the file that it leads to does not exist`,
      `solved: ${link} is read now`,
    ]);
  });

  it('that is retargeted outside the allowed folders: the old target is read to its end, and the new one is not read', async (t) => {
    const room = createTailRoom(t);
    const outside = createTailRoom(t);
    const [link, target] = [path.join(room.folder, 'a.log'), path.join(room.folder, 'target')];
    const secret = path.join(outside.folder, 'secret');
    fs.writeFileSync(secret, 'secret\n');
    fs.writeFileSync(target, 'one\n');
    fs.symlinkSync(target, link);
    room.add(link);
    await room.sweep();
    fs.appendFileSync(target, 'two\n');
    fs.rmSync(link);
    fs.symlinkSync(secret, link);
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two']);
    assert.deepEqual(room.diagnostics.said, [
      `problem: ${link} is not read: it leads to ${secret}, outside the allowed folders; --allow-target allows one`,
    ]);
  });
});

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

describe('reading once', () => {
  it('returns everything that exists, also half lines, and closes each file', async (t) => {
    const room = createTailRoom(t, { once: true });
    const files = ['a.log', 'b.log'].map((name) => path.join(room.folder, name));
    for (const file of files) {
      fs.writeFileSync(file, `${path.basename(file)}\nhalf`);
      room.add(file);
    }
    await room.sweep();
    assert.deepEqual(room.take().sort(), ['a.log', 'b.log', 'half…', 'half…']);
  });
});

describe('a saved position', () => {
  async function startAgain(t: TestContext, before: string, now: string) {
    const { room: first, file } = await followFile(t, before);
    const remembered = first.tailer.positions();
    first.tailer.close(false);
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, now);
    const room = createTailRoom(t, { folder: first.folder, remembered });
    room.add(file);
    await room.sweep();
    return { room, file };
  }

  it('beyond the end is logged, and the file is read from 0 within one sweep (12: saved offset beyond the end: file ignored in silence)', async (t) => {
    const { room, file } = await startAgain(t, 'one\ntwo\nthree, ha', 'one\n');
    assert.deepEqual(room.take(), ['one']);
    assert.deepEqual(room.diagnostics.said, [
      `warn: ${file} is another file than the one that was read up to byte 8; podtail reads it from its start`,
    ]);
    assert.equal(room.counters.abandoned.truncated, 9, 'what was there and not read');
  });

  it('is used after the file has grown, and nothing counts as lost', async (t) => {
    const { room } = await startAgain(t, 'one\ntwo, ha', 'one\ntwo, half\n');
    assert.deepEqual(room.take(), ['two, half']);
    assert.deepEqual([room.diagnostics.said, room.counters.abandonedBytes], [[], 0]);
  });

  it('of a rewritten file is logged, and the file is read from 0 (6: copytruncate; 10: inode reuse, also while down)', async (t) => {
    const { room, file } = await startAgain(t, 'one\ntwo\n', 'new one\nnew two\nnew three\n');
    assert.deepEqual(room.take(), ['new one', 'new two', 'new three']);
    assert.deepEqual(room.diagnostics.said, [
      `warn: ${file} is another file than the one that was read up to byte 8; podtail reads it from its start`,
    ]);
    assert.equal(room.counters.abandonedBytes, 0);
  });
});

describe('a path that is missing for a moment', () => {
  it('causes no warning, and is read when a file appears (11: blind between the rename and the create)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, '');
    room.add(file);
    await room.sweep();
    fs.appendFileSync(file, 'one\n');
    fs.renameSync(file, `${file}.1`);
    await room.hint('a.log');
    fs.writeFileSync(file, 'two\n');
    await room.sweep(QUIET);
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two']);
    assert.deepEqual(room.diagnostics.said, []);
  });
});

describe('late lines', () => {
  it('in a renamed file are read for 30 s, and counted as read once (47: the writer writes on)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'two\n');
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two']);
    fs.appendFileSync(`${file}.1`, 'late\n');
    await room.sweep(20_000);
    assert.deepEqual(room.take(), ['late']);
    fs.appendFileSync(`${file}.1`, 'later\n');
    await room.sweep(20_000);
    assert.deepEqual(room.take(), ['later']);
  });

  it('in a deleted open file are read (47: the directory entry is gone)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    const writer = fs.openSync(file, 'a');
    t.after(() => fs.closeSync(writer));
    fs.rmSync(file);
    room.tailer.remove(file);
    await room.sweep();
    await room.sweep(QUIET);
    fs.writeSync(writer, 'late\n');
    await room.sweep();
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'late']);
    await room.sweep(LINGER);
    await room.sweep();
    assert.equal(room.tailer.size, 0);
  });
});

describe('with reliable watches', () => {
  /** As many logs as that, read to their ends. */
  async function quietLogs(t: TestContext, count: number): Promise<{ room: TailRoom; files: readonly string[] }> {
    const room = createTailRoom(t);
    room.watchesAreSure = true;
    const files = Array.from({ length: count }, (_, index) => path.join(room.folder, `${index}.log`));
    for (const file of files) fs.writeFileSync(file, 'one\n');
    for (const file of files) room.add(file);
    await room.sweep();
    await room.sweep(0);
    room.take();
    return { room, files };
  }

  it('a sweep checks few logs, and each is checked within 30 s', async (t) => {
    const { room, files } = await quietLogs(t, 100);
    const looks = t.mock.method(fs, 'statSync');
    const seen = new Set<unknown>();
    for (let second = 0; second < 30; second++) {
      looks.mock.resetCalls();
      await room.sweep(1_000);
      const looked = looks.mock.calls.map(({ arguments: [file] }) => file);
      assert.ok(looked.length <= 4, `${looked.length} looks at once`);
      for (const file of looked) seen.add(file);
    }
    assert.deepEqual([...seen].sort(), [...files].sort());
  });

  it('a missed change is found within 30 s, in all logs at once, and the watches become unreliable', async (t) => {
    const { room, files } = await quietLogs(t, 50);
    for (const file of files) fs.appendFileSync(file, 'two\n');
    let seconds = 0;
    for (; room.lines.length < 2 * files.length && seconds < 30; seconds++) await room.sweep(1_000);
    assert.equal(room.take().length, files.length);
    assert.ok(seconds <= 3, `${seconds} s`);
    assert.ok(room.missed > 0);
  });

  it('a change that a watch reports a moment later does not count as missed', async (t) => {
    const { room, files } = await quietLogs(t, 1);
    fs.appendFileSync(files[0]!, 'two\n');
    await room.sweep(25_000);
    await room.hint('0.log');
    await room.sweep(1_000);
    assert.deepEqual(room.take(), ['two']);
    assert.equal(room.missed, 0);
  });

  it('a reported write is read with one call, without a look', async (t) => {
    const { room, files } = await quietLogs(t, 1);
    fs.appendFileSync(files[0]!, 'two\n');
    await room.hint('0.log', true);
    const [looks, reads] = [t.mock.method(fs, 'statSync'), t.mock.method(fs, 'readvSync')];
    fs.appendFileSync(files[0]!, 'three\n');
    await room.hint('0.log', true);
    assert.deepEqual(room.take(), ['two', 'three']);
    assert.deepEqual([looks.mock.callCount(), reads.mock.callCount()], [0, 1]);
  });

  it('a rotation that is reported together with a write is followed', async (t) => {
    const { room, files } = await quietLogs(t, 1);
    fs.appendFileSync(files[0]!, 'two\n');
    fs.renameSync(files[0]!, `${files[0]}.1`);
    fs.writeFileSync(files[0]!, 'three\n');
    room.pass(QUIET);
    await room.hint('0.log');
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['two', 'three']);
  });

  it('a rotation is followed if only a write to the new file was reported', async (t) => {
    const { room, files } = await quietLogs(t, 1);
    fs.renameSync(files[0]!, `${files[0]}.1`);
    fs.writeFileSync(files[0]!, 'two\n');
    await room.hint('0.log', true);
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['two']);
  });

  it('a file that is truncated and rewritten is read from its start', async (t) => {
    const { room, files } = await quietLogs(t, 1);
    fs.writeFileSync(files[0]!, 'another one\n');
    await room.hint('0.log', true);
    assert.deepEqual(room.take(), ['another one']);
  });

  it('a log with an incomplete line is checked at each sweep', async (t) => {
    const { room, files } = await quietLogs(t, 50);
    fs.appendFileSync(files[7]!, 'tw');
    await room.hint('7.log');
    const looks = t.mock.method(fs, 'statSync');
    await room.sweep(0);
    assert.deepEqual(new Set(looks.mock.calls.map(({ arguments: [file] }) => file)), new Set([files[7]]));
  });
});
