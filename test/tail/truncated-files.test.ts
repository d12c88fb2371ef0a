import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile } from '../support/tail-room.js';

describe('a file that was copied and truncated before the first read of it (6: copytruncate: lost, disordered)', () => {
  const long = 'x'.repeat(1_100);
  const cases: readonly (readonly [name: string, before: string, after: string, expected: readonly string[]])[] = [
    ['whose first line was only half there', 'a half line', 'new\n', ['a half line…', 'new']],
    ['which was longer then', 'one\ntwo\n', 'one\n', ['one', 'two', 'one']],
    [
      'whose first line is longer than what it is known by',
      `${long}\n`,
      `new\n${long}${long}\n`,
      [long, 'new', `${long}${long}`],
    ],
  ];
  for (const [name, before, after, expected] of cases) {
    it(`${name}, is read in the copy first, though the read comes before the next look`, async (t) => {
      const room = createTailRoom(t, { readCapacity: 4096, longestRead: 4096 });
      const file = path.join(room.folder, 'a.log');
      fs.writeFileSync(file, before);
      room.room = false;
      room.add(file);
      await room.sweep();
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, after);
      room.room = true;
      room.tailer.resume();
      await room.untilPause();
      for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
      assert.deepEqual(room.take(), expected);
    });
  }
});

describe('the pieces of a line that waits, when the file is truncated (6: copytruncate)', () => {
  /** As logrotate does that keeps one copy. */
  function rotate(file: string, next: string): void {
    fs.copyFileSync(file, `${file}.1`);
    fs.writeFileSync(file, next);
  }

  it('are shipped where a copy was missed since, though nothing of what it held was read', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    rotate(file, '');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.equal(room.flushes, 0, 'the copy is there');
    fs.appendFileSync(file, 'missed\n');
    rotate(file, 'two\n');
    rotate(file, 'three\n');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    assert.equal(room.flushes, 1);
  });

  it('go on in the copy, though an empty file that cannot be known again stands before it', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.writeFileSync(`${file}.2.gz`, gzipSync(''));
    fs.appendFileSync(file, 'two\n');
    rotate(file, 'three\n');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    assert.equal(room.flushes, 0);
  });
});

describe('a file that was empty at the latest look, and is empty again (6: copytruncate: lost)', () => {
  it('is looked for in the copies at once, before the next rotation deletes them', async (t) => {
    const { room, file } = await followFile(t, '');
    fs.writeFileSync(`${file}.1`, 'one\n');
    fs.writeFileSync(file, '');
    fs.utimesSync(file, 2_000_000_000, 2_000_000_000);
    await room.sweep();
    await room.sweep(300);
    assert.deepEqual(room.take(), ['one']);
  });
});
