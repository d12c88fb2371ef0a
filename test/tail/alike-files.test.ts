import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile } from '../support/tail-room.js';

/** What an application writes each time that it begins a file. */
const BANNER = 'banner\nversion\n';

/** Puts a new file in the place of the log, as whoever rotates it does. */
function begin(log: string, content: string): void {
  fs.writeFileSync(`${log}.new`, content);
  fs.renameSync(`${log}.new`, log);
}

describe('two files that begin alike, of which the older one was read exactly to that point (11: same-first-KB files)', () => {
  const rotations: readonly (readonly [name: string, rotate: (log: string) => void])[] = [
    ['renamed', (log) => fs.renameSync(log, `${log}.1`)],
    ['compressed', (log) => fs.writeFileSync(`${log}.1.gz`, gzipSync(fs.readFileSync(log)))],
  ];
  for (const [name, rotate] of rotations) {
    it(`the newer one is read whole with its own id if the older one was ${name} while podtail was down`, async (t) => {
      const { room: first, file: log } = await followFile(t, BANNER);
      const remembered = first.tailer.positions();
      first.tailer.close(false);
      fs.appendFileSync(log, 'old\n');
      rotate(log);
      begin(log, `${BANNER}new\n`);
      const second = createTailRoom(t, { folder: first.folder, remembered });
      second.add(log);
      await second.sweep();
      await second.sweep(300);
      await second.sweep(300);
      assert.deepEqual(second.take(), ['old', 'banner', 'version', 'new']);
      assert.equal(second.begun[0]!.id, first.begun[0]!.id);
      assert.notEqual(second.begun[1]!.id, first.begun[0]!.id);
    });

    it(`the newer one is read whole if the older one was ${name} while it was read`, async (t) => {
      const { room: first, file: log } = await followFile(t, BANNER);
      const remembered = first.tailer.positions();
      first.tailer.close(false);
      const second = createTailRoom(t, { folder: first.folder, remembered });
      second.add(log);
      await second.sweep();
      fs.appendFileSync(log, 'old\n');
      rotate(log);
      begin(log, `${BANNER}new\n`);
      for (let sweeps = 0; sweeps < 4; sweeps++) await second.sweep(300);
      assert.deepEqual(second.take(), ['old', 'banner', 'version', 'new']);
      assert.equal(new Set(second.begun.map(({ id }) => id)).size, 2);
    });
  }

  it('both newer ones are read whole after two rotations between two looks (2: rotation faster than the scan)', async (t) => {
    const { room, file: log } = await followFile(t, BANNER);
    fs.renameSync(log, `${log}.2`);
    fs.writeFileSync(`${log}.1`, `${BANNER}between\n`);
    begin(log, `${BANNER}new\n`);
    for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['banner', 'version', 'banner', 'version', 'between', 'banner', 'version', 'new']);
    assert.equal(new Set(room.begun.map(({ id }) => id)).size, 3);
  });
});
