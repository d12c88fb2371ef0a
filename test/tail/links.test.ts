import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createTailRoom, type TailRoom } from '../support/tail-room.js';

const ID_A = 'a'.repeat(64);
const ID_B = 'b'.repeat(64);
/** Longer than a rotated file must be quiet. */
const QUIET = 300;

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
