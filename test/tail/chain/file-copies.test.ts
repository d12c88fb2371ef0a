import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createTailRoom, type TailRoom } from '../../support/tail-room.js';

/** A log that is being copied, and the copy. */
function createLog(t: TestContext, content: string, copied: string): { room: TailRoom; live: string; copy: string } {
  const room = createTailRoom(t);
  const live = path.join(room.folder, 'app.log');
  const copy = `${live}.1`;
  fs.writeFileSync(live, content);
  do {
    fs.rmSync(copy, { force: true });
    fs.writeFileSync(copy, copied);
  } while (bornAt(copy) === bornAt(live));
  return { room, live, copy };
}

function bornAt(file: string): bigint {
  return fs.statSync(file, { bigint: true }).birthtimeNs;
}

describe('a copy of the live file before its truncation', () => {
  for (const [what, copied] of [
    ['whole', '1\n2\n3\n'],
    ['in part', '1\n2'],
    ['not begun', ''],
  ] as const) {
    it(`is not read as well: ${what}`, async (t) => {
      const { room, live, copy } = createLog(t, '1\n2\n3\n', copied);
      room.add(live, { containerId: 'a'.repeat(64) });
      await room.sweep();
      assert.deepEqual(room.take(), ['1', '2', '3']);
      fs.writeFileSync(copy, '1\n2\n3\n4\n');
      fs.truncateSync(live);
      fs.appendFileSync(live, '5\n');
      await room.sweep();
      assert.deepEqual(room.take(), ['4', '5']);
    });
  }

  it('is read if the live file was rewritten before it was opened', async (t) => {
    const { room, live } = createLog(t, '1\n2\n', '1\n2\n');
    fs.truncateSync(live);
    fs.appendFileSync(live, '3\n');
    room.add(live, { containerId: 'a'.repeat(64) });
    await room.sweep();
    assert.deepEqual(room.take(), ['1', '2', '3']);
  });

  it('is not assumed if an application begins each file alike', async (t) => {
    const { room, live, copy } = createLog(t, 'banner\n', 'other\n');
    fs.renameSync(live, copy);
    do {
      fs.rmSync(live, { force: true });
      fs.writeFileSync(live, 'banner\n1\n');
    } while (bornAt(live) === bornAt(copy));
    room.add(live, { containerId: 'a'.repeat(64) });
    await room.sweep();
    assert.deepEqual(room.take(), ['banner', 'banner', '1']);
  });
});
