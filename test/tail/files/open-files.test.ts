import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { OpenFiles } from '../../../src/tail/files/open-files.js';
import { createTailRoom, type TailRoom } from '../../support/tail-room.js';

const LIMIT = 4;
const QUIET = 300;
const ID = 'a'.repeat(64);

/** A tail of twelve logs, of which four may be open; each is read to its end. */
async function createCrowd(
  t: TestContext,
  options: { readonly lines?: number } = {},
): Promise<{
  room: TailRoom;
  files: string[];
}> {
  const room = createTailRoom(t, { openFiles: LIMIT });
  const files = Array.from({ length: 12 }, (_, number) => path.join(room.folder, `${number}.log`));
  for (const [number, file] of files.entries()) {
    fs.writeFileSync(file, `${number}\n`.repeat(options.lines ?? 1));
    room.add(file, { containerId: ID });
  }
  await room.sweep();
  return { room, files };
}

/** A tail of two logs, of which one file may be open; the first log's file, which was read to its end, is not. */
async function createClosed(
  t: TestContext,
  content: string,
): Promise<{
  readonly room: TailRoom;
  readonly file: string;
  /** Lets the other log's file be read, for which this one is closed. */
  closeIt(): Promise<void>;
}> {
  const room = createTailRoom(t, { openFiles: 1 });
  const [file, other] = ['a.log', 'b.log'].map((name) => path.join(room.folder, name)) as [string, string];
  const closeIt = async (): Promise<void> => {
    fs.appendFileSync(other, 'b\n');
    await room.sweep();
    room.take();
  };
  fs.writeFileSync(file, content);
  fs.writeFileSync(other, '');
  for (const added of [file, other]) room.add(added);
  await room.sweep();
  await closeIt();
  return { room, file, closeIt };
}

/** How many files in the room's folder this process has open. */
function countOpen({ folder }: TailRoom): number {
  const targets = fs.readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return [];
    }
  });
  return targets.filter((target) => target.startsWith(`${folder}/`)).length;
}

describe('with fewer descriptors than files (17: descriptor and inotify limits)', () => {
  it('all are read within the limit of open files', async (t) => {
    const { room } = await createCrowd(t, { lines: 100 });
    const lines = room.take();
    assert.equal(lines.length, 1200);
    assert.equal(countOpen(room), LIMIT);
  });

  it('data that is added to closed files is read, and nothing twice', async (t) => {
    const { room, files } = await createCrowd(t);
    room.take();
    for (const round of ['a', 'b']) {
      for (const [number, file] of files.entries()) fs.appendFileSync(file, `${number}${round}\n`);
      await room.sweep();
      assert.deepEqual(room.take().sort(), files.map((_, number) => `${number}${round}`).sort());
      assert.ok(countOpen(room) <= LIMIT);
    }
  });

  it('files that are rotated while closed are read to their ends under their new names', async (t) => {
    const { room, files } = await createCrowd(t);
    room.take();
    for (const file of files) {
      fs.appendFileSync(file, 'end of the old one\n');
      fs.renameSync(file, `${file}.1`);
      fs.writeFileSync(file, 'new one\n');
    }
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take().sort(), files.flatMap(() => ['end of the old one', 'new one']).sort());
    assert.equal(room.counters.abandonedBytes, 0);
  });

  it('files that are rotated and compressed while closed continue inside the .gz', async (t) => {
    const { room, files } = await createCrowd(t);
    room.take();
    for (const file of files) {
      fs.appendFileSync(file, 'end of the old one\n');
      fs.writeFileSync(`${file}.1.gz`, gzipSync(fs.readFileSync(file)));
      fs.writeFileSync(`${file}.new`, 'new one\n');
      fs.renameSync(`${file}.new`, file);
    }
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take().sort(), files.flatMap(() => ['end of the old one', 'new one']).sort());
  });

  it('files that were compressed while closed are closed repeatedly during the read, and not read again', async (t) => {
    const { room, files } = await createCrowd(t);
    room.take();
    const ends = Array.from({ length: 20 }, (_, number) => `end ${number}`);
    for (const file of files) {
      fs.appendFileSync(file, ends.map((end) => `${end}\n`).join(''));
      fs.writeFileSync(`${file}.1.gz`, gzipSync(fs.readFileSync(file)));
      fs.writeFileSync(`${file}.new`, 'new one\n');
      fs.renameSync(`${file}.new`, file);
    }
    await room.sweep();
    await room.sweep(QUIET);
    for (const file of files) {
      fs.renameSync(`${file}.1.gz`, `${file}.2.gz`);
      fs.renameSync(file, `${file}.1`);
      fs.writeFileSync(file, 'newest one\n');
    }
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take().sort(), files.flatMap(() => [...ends, 'new one', 'newest one']).sort());
  });

  it('files that are truncated while closed are read from 0', async (t) => {
    const { room, files } = await createCrowd(t, { lines: 3 });
    room.take();
    for (const [number, file] of files.entries()) {
      fs.truncateSync(file);
      fs.appendFileSync(file, number % 2 === 0 ? 'new\n' : 'new\n'.repeat(10));
    }
    await room.sweep();
    await room.sweep();
    assert.equal(room.take().filter((line) => line === 'new').length, 6 + 60);
  });

  it('another file on the inode of one that was deleted while closed is read from 0 (10: inode reuse)', async (t) => {
    const { room, files } = await createCrowd(t);
    room.take();
    // The file system need not give the inode at once, so the file is made to look new: its first line is another.
    fs.writeFileSync(files[0]!, 'another first line\nand more\n');
    await room.sweep();
    await room.sweep();
    assert.deepEqual(room.take(), ['another first line', 'and more']);
  });

  it('a file that was deleted while closed is dropped, and known lost bytes are counted', async (t) => {
    const { room, files } = await createCrowd(t);
    const [lost] = files;
    room.full.add(lost!);
    fs.appendFileSync(lost!, 'not read\n');
    await room.sweep();
    for (const file of files.slice(1)) fs.appendFileSync(file, 'more\n');
    await room.sweep();
    fs.rmSync(lost!);
    room.tailer.remove(lost!);
    room.full.clear();
    await room.sweep();
    await room.sweep(QUIET);
    await room.sweep(QUIET);
    assert.equal(room.counters.abandoned.deleted, 'not read\n'.length);
    assert.equal(room.tailer.size, files.length - 1);
  });

  it('no line continues after a file that was deleted while closed, since more may have been written to it', async (t) => {
    const { room, file, closeIt } = await createClosed(t, 'one\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'new one\n');
    await room.sweep();
    await closeIt();
    fs.appendFileSync(`${file}.1`, 'never seen\n');
    fs.rmSync(`${file}.1`);
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['new one']);
    assert.equal(room.flushes, 1);
  });

  it('no line continues after a live file that was deleted while closed', async (t) => {
    const { room, file } = await createClosed(t, 'one\n');
    fs.writeFileSync(`${file}.1`, 'another one\n');
    fs.renameSync(`${file}.1`, file);
    fs.writeFileSync(`${file}.1`, 'older one\n');
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['older one', 'another one']);
    assert.equal(room.flushes, 1);
  });

  it('a line continues in a file that was empty when closed, though it is compressed when found again', async (t) => {
    const { room, file, closeIt } = await createClosed(t, 'one\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, '');
    await room.sweep();
    await room.sweep(QUIET);
    await closeIt();
    fs.renameSync(`${file}.1`, `${file}.2`);
    fs.writeFileSync(`${file}.1.gz`, gzipSync('two\n'));
    fs.writeFileSync(`${file}.new`, 'three\n');
    fs.renameSync(`${file}.new`, file);
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['two', 'three']);
    assert.equal(room.flushes, 0);
  });

  it('a file that was deleted while closed causes no warning before discovery has looked', async (t) => {
    const { room, files } = await createCrowd(t);
    for (const file of files) fs.rmSync(file);
    await room.sweep();
    assert.deepEqual(room.diagnostics.said, []);
    for (const file of files.slice(1)) room.tailer.remove(file);
    await room.sweep(QUIET);
    await room.sweep(2_000);
    assert.deepEqual(room.diagnostics.said, [
      `problem: ${files[0]} is not read: the file that it leads to does not exist`,
    ]);
  });

  it('a new log on the inode of one that was deleted while closed is read at once (10: inode reuse)', async (t) => {
    const { room, files } = await createCrowd(t);
    room.take();
    const fresh: string[] = [];
    for (const file of files) {
      const inode = fs.statSync(file).ino;
      fs.rmSync(file);
      const path = `${file}.fresh.log`;
      fs.writeFileSync(path, `fresh ${fresh.length}\n`);
      t.diagnostic(`same inode: ${fs.statSync(path).ino === inode}`);
      room.add(path);
      fresh.push(`fresh ${fresh.length}`);
    }
    await room.sweep();
    assert.deepEqual(room.take().sort(), fresh.sort());
    assert.deepEqual(
      room.diagnostics.said.filter((said) => said.includes('.fresh.log')),
      [],
    );
  });

  it('a file that was closed inside a line is recognised by another podtail, including its unsettled part', async (t) => {
    const first = createTailRoom(t, { openFiles: 1, settled: 0 });
    const files = ['a.log', 'b.log'].map((name) => path.join(first.folder, name));
    for (const file of files) {
      fs.writeFileSync(file, 'first\nand a ha');
      first.add(file);
      await first.sweep();
    }
    const remembered = first.tailer.positions();
    first.tailer.close(false);
    const second = createTailRoom(t, { folder: first.folder, remembered });
    for (const file of files) {
      fs.appendFileSync(file, 'lf\n');
      second.add(file);
      await second.sweep();
    }
    assert.deepEqual(second.take(), ['first', 'and a half', 'first', 'and a half']);
    assert.deepEqual(second.begun, first.begun);
  });

  it('a copy is not mistaken for the longer file that took its place meanwhile (6: copytruncate: duplicated)', async (t) => {
    const { room, file } = await createClosed(t, 'one\n');
    fs.copyFileSync(file, `${file}.1`);
    fs.writeFileSync(file, 'another one\n');
    for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
    const sizes = room.tailer
      .positions()
      .get(file)
      ?.map(({ size, done }) => [size, done]);
    assert.deepEqual(sizes, [
      [4, true],
      [12, false],
    ]);
  });

  it('positions are available without opening closed files', async (t) => {
    const { room, files } = await createCrowd(t);
    for (const file of files) fs.rmSync(file);
    const positions = room.tailer.positions();
    assert.deepEqual(
      files.map((file) => positions.get(file)?.map(({ offset }) => offset)),
      files.map((_, number) => [`${number}\n`.length]),
    );
    assert.equal(countOpen(room), LIMIT);
  });
});

describe('many logs that are found at once', () => {
  it('are opened when it is their turn to be read, so that the first are read before the last are opened (18: slow start)', async (t) => {
    const room = createTailRoom(t);
    for (let number = 0; number < 500; number++) {
      const file = path.join(room.folder, `${number}.log`);
      fs.writeFileSync(file, `${number}\n`);
      room.add(file);
    }
    const openedAtOnce = countOpen(room);
    assert.ok(openedAtOnce < 100, `${openedAtOnce} were opened before any was read`);
    await room.sweep();
    assert.equal(room.take().length, 500);
  });

  it('are followed or forgotten as if they had been opened at once', async (t) => {
    const room = createTailRoom(t);
    const files = Array.from({ length: 200 }, (_, number) => path.join(room.folder, `${number}.log`));
    for (const file of files) fs.writeFileSync(file, 'one\n');
    for (const file of files) room.add(file);
    for (const file of files.slice(100)) {
      fs.rmSync(file);
      room.tailer.remove(file);
    }
    await room.sweep();
    await room.sweep(QUIET);
    await room.sweep(QUIET);
    assert.equal(room.tailer.size, 100);
    for (const file of files.slice(0, 100)) fs.appendFileSync(file, 'two\n');
    await room.sweep();
    assert.equal(room.take().filter((line) => line === 'two').length, 100);
  });
});

describe('the file that is closed', () => {
  const file = (name: string, isIdle: boolean, log: string[], canBe = true) => ({
    isIdle,
    suspend() {
      if (canBe) log.push(name);
      return canBe;
    },
  });
  const cases: readonly (readonly [name: string, idle: string, fixed: string, closed: string[]])[] = [
    ['is the one that is idle and was used the longest time ago', 'bc', '', ['b']],
    ['is one in use where none is idle', '', '', ['a']],
    ['is none that could not be opened again', 'a', 'a', ['b']],
    ['is none where none could be opened again', 'abc', 'abc', []],
  ];
  for (const [name, idle, fixed, closed] of cases) {
    it(name, () => {
      const log: string[] = [];
      const files = new OpenFiles(3);
      for (const letter of 'abc') files.use(file(letter, idle.includes(letter), log, !fixed.includes(letter)));
      files.makeRoom();
      assert.deepEqual(log, closed);
    });
  }
});
