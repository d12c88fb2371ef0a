import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { createTailRoom, followFile } from '../support/tail-room.js';

describe('what is remembered of a file', () => {
  for (const [name, lines] of [
    ['is shorter', ['new']],
    ['is longer', ['three', 'four', 'five']],
  ] as const) {
    it(`is what was read of it, though it was written anew since and ${name} (6: copytruncate: duplicated)`, async (t) => {
      const { room, file } = await followFile(t, 'one\ntwo\n');
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
      const remembered = room.tailer.positions();
      room.tailer.close(false);
      const next = createTailRoom(t, { folder: room.folder, remembered });
      next.add(file);
      await next.sweep();
      await next.sweep(300);
      assert.deepEqual(next.take(), lines);
    });
  }
});
