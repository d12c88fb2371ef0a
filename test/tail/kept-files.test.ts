import assert from 'node:assert/strict';
import { it } from 'node:test';
import { diskKeyOf } from '../../src/tail/file-on-disk.js';
import { KeptFiles } from '../../src/tail/kept-files.js';
import type { OpenFile } from '../../src/tail/open-file.js';

function keptFile(inode: bigint, bornAt: bigint, modified: bigint, isTruncated = false): OpenFile {
  const times = { bornAt: () => bornAt, modified: () => modified, sizeOnDisk: () => 1, isDeleted: () => true };
  const bytes = { ...times, isCompressed: false, isGone: false, standsAt: { device: 1n, inode } };
  return { device: 1n, inode, bytes, target: '/logs/a', size: 1, isTruncated } as unknown as OpenFile;
}

it('a live file that was truncated stands behind its copies, which are younger, where all of them were deleted (6: copytruncate: disordered)', () => {
  const [copy, live, next] = [keptFile(3n, 20n, 20n), keptFile(2n, 10n, 30n, true), keptFile(4n, 40n, 40n)];
  const kept = new KeptFiles();
  for (const file of [live, copy, next]) kept.add(file);
  kept.sort([], diskKeyOf(next), '/logs');
  assert.deepEqual(
    kept.take().map(({ inode }) => inode),
    [3n, 2n, 4n],
  );
});

it('a live file stands behind its copies when all are deleted, though nobody saw that it was truncated: one that stood before it was younger (6: copytruncate: disordered)', () => {
  const [copy, live, next] = [keptFile(3n, 20n, 20n), keptFile(2n, 10n, 30n), keptFile(4n, 40n, 40n)];
  const kept = new KeptFiles();
  for (const file of [copy, live]) kept.add(file);
  kept.sort([copy, live].map(diskKeyOf), diskKeyOf(live), '/logs');
  kept.add(next);
  kept.sort([], diskKeyOf(next), '/logs');
  assert.deepEqual(
    kept.take().map(({ inode }) => inode),
    [3n, 2n, 4n],
  );
});
