import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { createTailRoom, followFile } from '../support/tail-room.js';

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
