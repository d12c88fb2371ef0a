import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { followFile, type TailRoom, type TailRoomOptions } from '../support/tail-room.js';

/** A rest of a long line, which a rotation parted: more than what a file is told from others by at its beginning. */
const REST = `${'x'.repeat(2000)}\n`;

/** Rotates as Docker does, with `compress=true`: all files get the next number, and the live one is compressed. */
function rotate(log: string, content: string): void {
  for (let number = 5; number > 0; number--) {
    if (fs.existsSync(`${log}.${number}.gz`)) fs.renameSync(`${log}.${number}.gz`, `${log}.${number + 1}.gz`);
  }
  fs.renameSync(log, `${log}.1`);
  fs.writeFileSync(log, content);
  fs.writeFileSync(`${log}.1.gz`, gzipSync(fs.readFileSync(`${log}.1`)));
  fs.rmSync(`${log}.1`);
}

interface OpenUnread {
  readonly room: TailRoom;
  readonly log: string;
}

/**
 * The log's first two files are read, and the first one is let go; the third one, which begins as the first one did, is
 * opened while there is no room.
 */
async function openUnread(t: TestContext, options: TailRoomOptions = {}): Promise<OpenUnread> {
  const { room, file: log } = await followFile(t, `${REST}one\n`, {
    readCapacity: 8192,
    longestRead: 8192,
    ...options,
  });
  rotate(log, 'two\n');
  await readAll(room);
  room.full.add(log);
  rotate(log, `${REST}three\n`);
  await room.sweep();
  return { room, log };
}

async function readAll(room: TailRoom): Promise<readonly string[]> {
  room.full.clear();
  for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
  return room.take().filter((line) => !line.startsWith('x'));
}

describe('rotated files that begin alike, of which one is open and unread (11: same-first-KB files)', () => {
  it('the open one is read once when it is compressed, beside an older one that was read', async (t) => {
    const { room, log } = await openUnread(t);
    rotate(log, 'four\n');
    await room.sweep();
    assert.deepEqual(await readAll(room), ['three', 'four']);
  });

  it('a later one is read too when the open one is deleted', async (t) => {
    const { room, log } = await openUnread(t);
    rotate(log, `${REST}four\n`);
    rotate(log, 'five\n');
    for (const number of [2, 3, 4]) fs.rmSync(`${log}.${number}.gz`);
    await room.sweep();
    assert.deepEqual(await readAll(room), ['three', 'four', 'five']);
  });

  it('the open one is read once when it is compressed while it is closed because of too many open files (17: descriptor limits)', async (t) => {
    const { room, log } = await openUnread(t, { openFiles: 1 });
    const other = `${log}.other.log`;
    fs.writeFileSync(other, 'x\n');
    room.add(other);
    await room.sweep();
    rotate(log, 'four\n');
    await room.sweep();
    assert.deepEqual(await readAll(room), ['three', 'four']);
  });
});
