import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it, test } from 'node:test';
import type { RememberedFile } from '../../../src/tail/chain/file-memory.js';
import { lossesOf } from '../../../src/tail/chain/losses.js';
import { NO_BYTES } from '../../../src/tail/files/file-identity.js';
import { followFile } from '../../support/tail-room.js';

const LIVE = { device: 1n, inode: 10n };

function gone(file: Partial<RememberedFile>): RememberedFile {
  return { device: 1n, inode: 5n, head: NO_BYTES, offset: 0, before: NO_BYTES, size: 0, done: false, ...file };
}

describe('deleted files of a log', () => {
  const cases: [string, RememberedFile, boolean, string[]][] = [
    ['read to the end lose nothing', gone({ offset: 9, size: 9, done: true }), true, []],
    ['with a rest lose that', gone({ offset: 3, size: 9 }), true, ['deleted 6']],
    ['replaced under the same inode lose the rest', gone({ ...LIVE, offset: 3, size: 9 }), true, ['truncated 6']],
    [
      'replaced while podtail was away are said, though they were read',
      gone({ ...LIVE, offset: 9, size: 9 }),
      false,
      ['truncated 0'],
    ],
    [
      'deleted while podtail was away are said, though they were read',
      gone({ offset: 9, size: 9 }),
      false,
      ['deleted 0'],
    ],
    ['that were gone before that are not', gone({ device: 0n, inode: 0n, offset: 9, size: 9 }), false, []],
    ['deleted under its eyes are not', gone({ offset: 9, size: 9 }), true, []],
    ['replaced under its eyes are not', gone({ ...LIVE, offset: 9, size: 9 }), true, []],
    ['that were empty are not, either', gone({ ...LIVE }), false, []],
  ];
  for (const [what, file, began, expected] of cases) {
    it(what, () => {
      const losses = lossesOf('a.log', [file], LIVE, began);
      assert.deepEqual(
        losses.map(({ reason, unreadBytes }) => `${reason} ${unreadBytes}`),
        expected,
      );
    });
  }
});

test('bytes that were written just before a rotation are known, even without room to read them (torture 5007: not counted)', async (t) => {
  const { room, file } = await followFile(t, 'one\n');
  room.room = false;
  fs.appendFileSync(file, 'two\n');
  fs.renameSync(file, `${file}.1`);
  fs.writeFileSync(file, 'three\n');
  await room.sweep();
  const sizes = room.tailer
    .positions()
    .get(file)
    ?.map(({ size }) => size);
  assert.deepEqual(sizes, ['one\ntwo\n'.length, 'three\n'.length]);
});
