import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createTailRoom, type TailRoom } from '../support/tail-room.js';

/** Longer than a rotated file must be quiet. */
const QUIET = 300;

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

describe('two paths that lead to one file', () => {
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
