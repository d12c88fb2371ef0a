import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createTailRoom, type TailRoom } from '../support/tail-room.js';

/** Longer than a rotated file must be quiet. */
const QUIET = 300;

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

  it('sweeps check all logs in turn, few at a time: each within 30 s', async (t) => {
    const logs = 12;
    const foundAfter: number[] = [];
    for (let changed = 0; changed < logs; changed++) {
      const { room, files } = await quietLogs(t, logs);
      fs.appendFileSync(files[changed]!, 'two\n');
      let seconds = 0;
      for (; room.lines.length === logs && seconds < 30; seconds++) await room.sweep(1_000);
      assert.deepEqual(room.take(), ['two']);
      foundAfter.push(seconds);
    }
    const atOnce = foundAfter.map((seconds) => foundAfter.filter((other) => other === seconds).length);
    assert.ok(Math.max(...atOnce) <= 2, `found after these seconds: ${foundAfter}`);
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

  it('a reported write is read without a look at the path', async (t) => {
    const { room, files } = await quietLogs(t, 1);
    fs.appendFileSync(files[0]!, 'two\n');
    await room.hint('0.log', true);
    fs.appendFileSync(files[0]!, 'three\n');
    fs.renameSync(files[0]!, `${files[0]}.1`);
    fs.writeFileSync(files[0]!, 'four\n');
    room.pass(QUIET);
    await room.hint('0.log', true);
    assert.deepEqual(room.take(), ['two', 'three']);
    assert.equal(room.counters.rotations, 0, 'nobody looked at the path');
    await room.hint('0.log');
    await room.sweep(QUIET);
    assert.deepEqual([room.take(), room.counters.rotations], [['four'], 1]);
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

  it('a log with an incomplete line is checked at each sweep, and the others are not', async (t) => {
    const { room, files } = await quietLogs(t, 50);
    fs.appendFileSync(files[7]!, 'tw');
    await room.hint('7.log');
    fs.appendFileSync(files[8]!, 'other\n');
    await room.sweep(0);
    assert.deepEqual(room.take(), []);
    fs.appendFileSync(files[7]!, 'o\n');
    await room.sweep(0);
    assert.equal(room.take()[0], 'two');
  });
});
