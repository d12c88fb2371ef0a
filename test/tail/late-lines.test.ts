import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile } from '../support/tail-room.js';

/** Longer than a rotated file must be quiet. */
const QUIET = 300;
/** Longer than files are kept open that were read to their ends. */
const LINGER = 31_000;

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

  it('in a short file that is being compressed are read once, though the compressed file lacks them (47: the writer writes on)', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\n');
    const rotate = (content: string): void => {
      fs.renameSync(file, `${file}.1`);
      fs.writeFileSync(file, content);
    };
    rotate('three\n');
    await room.sweep();
    await room.sweep(QUIET);
    const compressed = gzipSync(fs.readFileSync(`${file}.1`));
    fs.appendFileSync(`${file}.1`, 'late\n');
    await room.sweep();
    fs.writeFileSync(`${file}.2.gz`, compressed);
    fs.rmSync(`${file}.1`);
    await room.sweep(LINGER);
    rotate('four\n');
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'three', 'late', 'four']);
  });

  it('in a deleted open file are read once, though the compressed file has them, too (47: the writer writes on)', async (t) => {
    // Longer than what other files may begin with, too.
    const first = Array.from({ length: 30 }, (_, line) => `${line} ${'x'.repeat(50)}`);
    const { room, file } = await followFile(t, `${first.join('\n')}\n`);
    const rotate = (content: string): void => {
      fs.renameSync(file, `${file}.1`);
      fs.writeFileSync(file, content);
    };
    rotate('two\n');
    await room.sweep();
    await room.sweep(QUIET);
    fs.appendFileSync(`${file}.1`, 'late\n');
    fs.writeFileSync(`${file}.2.gz`, gzipSync(fs.readFileSync(`${file}.1`)));
    rotate('three\n');
    await room.sweep();
    await room.sweep(QUIET);
    await room.sweep(LINGER);
    fs.renameSync(`${file}.2.gz`, `${file}.3.gz`);
    fs.renameSync(`${file}.1`, `${file}.2`);
    rotate('four\n');
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take().toSorted(), [...first, 'two', 'late', 'three', 'four'].toSorted());
  });

  it('in a file that the podtail before read to its end are read at once (47: the writer writes on)', async (t) => {
    const { room: first, file } = await followFile(t, 'one\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'two\n');
    await first.sweep();
    await first.sweep(QUIET);
    assert.deepEqual(first.take(), ['one', 'two']);
    const remembered = first.tailer.positions();
    first.tailer.close(true);
    const room = createTailRoom(t, { folder: first.folder, remembered });
    room.wallTime = Date.now();
    room.add(file);
    await room.sweep();
    fs.appendFileSync(`${file}.1`, 'late\n');
    await room.sweep(20_000);
    assert.deepEqual(room.take(), ['late']);
    await room.sweep(LINGER);
    await room.sweep();
    fs.appendFileSync(`${file}.1`, 'too late\n');
    await room.sweep();
    assert.deepEqual(room.take(), []);
  });

  it('in a short file are not read again from its compressed file, though podtail was killed before the file was over (47: the writer writes on)', async (t) => {
    const { room: first, file } = await followFile(t, 'one\ntwo\n');
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'three\n');
    const compressed = gzipSync(fs.readFileSync(`${file}.1`));
    fs.appendFileSync(`${file}.1`, 'late\n');
    await first.sweep();
    assert.deepEqual(first.take(), ['one', 'two', 'late']);
    const remembered = first.tailer.positions();
    fs.writeFileSync(`${file}.1.gz`, compressed);
    fs.rmSync(`${file}.1`);
    const room = createTailRoom(t, { folder: first.folder, remembered });
    room.add(file);
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['three']);
  });

  it('in a renamed file are read if another path leads to the log, too (47: the writer writes on)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    const link = file.replace('a.log', 'b.log');
    fs.symlinkSync(file, link);
    room.add(link);
    await room.sweep();
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'two\n');
    await room.sweep();
    await room.sweep(QUIET);
    await room.sweep();
    fs.appendFileSync(`${file}.1`, 'late\n');
    await room.sweep();
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'late']);
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
