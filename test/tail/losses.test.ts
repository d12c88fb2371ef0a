import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_BYTES } from '../../src/tail/file-identity.js';
import type { RememberedFile } from '../../src/tail/file-memory.js';
import { lossesOf } from '../../src/tail/losses.js';

const LIVE = { device: 1n, inode: 10n };

function gone(file: Partial<RememberedFile>): RememberedFile {
  return { device: 1n, inode: 5n, head: NO_BYTES, offset: 0, before: NO_BYTES, size: 0, done: false, ...file };
}

describe('files of a log that are gone', () => {
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
