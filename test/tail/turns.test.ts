import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createTailRoom } from '../support/tail-room.js';

describe('the turns of the logs', () => {
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
});
