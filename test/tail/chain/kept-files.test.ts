import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeptFiles } from '../../../src/tail/chain/kept-files.js';
import type { OpenFile } from '../../../src/tail/chain/open-file.js';
import { diskKeyOf } from '../../../src/tail/files/file-on-disk.js';

interface Kept {
  readonly inode: bigint;
  readonly bornAt?: bigint;
  readonly modified?: bigint;
  readonly isTruncated?: OpenFile['isTruncated'];
  readonly isCompressed?: boolean;
  /** The second in which its first line was written; none in an application's own file. */
  readonly second?: number;
  /** What stands in it. */
  readonly text?: string;
  /** Called when it is read. */
  onRead?(): void;
}

/** A file that has no name any more, unless it is given one. */
function keptFile(file: Kept): OpenFile {
  const {
    inode,
    bornAt = 0n,
    modified = bornAt,
    isTruncated = false,
    isCompressed = false,
    second,
    text = 'text\n',
    onRead,
  } = file;
  const content = Buffer.from(second === undefined ? text : `2026-01-01T00:00:0${second}Z stdout F ${text}`);
  const bytes = {
    read(target: Buffer, length: number, position: number) {
      onRead?.();
      return content.copy(target, 0, position, position + length);
    },
    ...{ bornAt: () => bornAt, modified: () => modified, sizeOnDisk: () => 1, isDeleted: () => true },
    ...{ isCompressed, isGone: false, standsAt: { device: 1n, inode } },
  };
  return { device: 1n, inode, bytes, target: '/logs/a', size: 1, isTruncated } as unknown as OpenFile;
}

/** The inodes of what was opened in that order, and of which the given ones have names, oldest first. */
function sorted(opened: readonly OpenFile[], named: readonly bigint[], live: bigint): bigint[] {
  const kept = new KeptFiles();
  for (const file of opened) kept.add(file);
  const keyOf = (inode: bigint): string => diskKeyOf({ device: 1n, inode });
  kept.sort(named.map(keyOf), keyOf(live), '/logs');
  return kept.take().map(({ inode }) => inode);
}

it('a truncated live file follows its copies, which are younger, if all of them were deleted (6: copytruncate: disordered)', () => {
  const copy = keptFile({ inode: 3n, bornAt: 20n });
  const truncated = keptFile({ inode: 2n, bornAt: 10n, modified: 30n, isTruncated: true });
  const live = keptFile({ inode: 4n, bornAt: 40n });
  assert.deepEqual(sorted([truncated, copy, live], [], 4n), [3n, 2n, 4n]);
});

it('a deleted file precedes what was compressed when another log existed, with the same creation time (model, copytruncate 329)', () => {
  const gone = keptFile({ inode: 2n, bornAt: 1n, modified: 10n, isTruncated: true });
  const compressed = keptFile({ inode: 3n, bornAt: 40n, isCompressed: true, text: 'later\n' });
  const live = keptFile({ inode: 4n, bornAt: 40n });
  assert.deepEqual(sorted([compressed, gone, live], [3n], 4n), [2n, 3n, 4n]);
});

describe('a live file that was empty, and may have been truncated, follows its copy if both were deleted (6: copytruncate: disordered)', () => {
  const sortedOf = (copy: Partial<Kept>, live: Partial<Kept>): bigint[] => {
    const last = keptFile({ inode: 4n, bornAt: 90n, second: 9 });
    const first = keptFile({ inode: 2n, bornAt: 10n, isTruncated: 'maybe', ...live });
    return sorted([first, keptFile({ inode: 3n, bornAt: 20n, ...copy }), last], [], 4n);
  };
  it('if their first lines say so', () => {
    assert.deepEqual(sortedOf({ second: 3 }, { second: 5 }), [3n, 2n, 4n]);
  });

  it('if it was written to after the copy was', () => {
    assert.deepEqual(sortedOf({ modified: 30n }, { modified: 31n }), [3n, 2n, 4n]);
  });

  it('but precedes it if it was renamed and the other one followed it', () => {
    assert.deepEqual(sortedOf({ second: 5 }, { second: 3 }), [2n, 3n, 4n]);
    assert.deepEqual(sortedOf({ modified: 40n }, { modified: 19n }), [2n, 3n, 4n]);
    assert.deepEqual(sortedOf({ modified: 30n }, { modified: 30n }), [2n, 3n, 4n]);
  });

  it('and does not precede one that was compressed after it was written to', () => {
    const compressed = { bornAt: 5n, isCompressed: true, modified: 80n };
    assert.deepEqual(sortedOf(compressed, { modified: 70n }), [3n, 2n, 4n]);
  });
});

describe('a deleted file is ordered by its first line', () => {
  it('although all were created in one clock tick, and it was opened last (cri, maxFiles 5: disordered)', () => {
    const opened = [
      ...[keptFile({ inode: 5n, second: 5 }), keptFile({ inode: 2n, second: 2 }), keptFile({ inode: 4n, second: 4 })],
      keptFile({ inode: 3n, second: 3 }),
    ];
    assert.deepEqual(sorted(opened, [2n, 4n], 5n), [2n, 3n, 4n, 5n]);
  });

  it('although it was opened first as the live file', () => {
    const opened = [keptFile({ inode: 3n, second: 3 }), keptFile({ inode: 2n, second: 2 }), keptFile({ inode: 4n })];
    assert.deepEqual(sorted(opened, [2n], 4n), [2n, 3n, 4n]);
  });

  it('although a younger one, which was deleted too, was opened before it', () => {
    const opened = [keptFile({ inode: 3n, second: 3 }), keptFile({ inode: 2n, second: 2 }), keptFile({ inode: 4n })];
    assert.deepEqual(sorted(opened, [], 4n), [2n, 3n, 4n]);
  });

  it('although it is compressed, and was created after younger ones', () => {
    const opened = [
      ...[keptFile({ inode: 3n, bornAt: 10n, second: 3 }), keptFile({ inode: 4n, bornAt: 20n, second: 4 })],
      keptFile({ inode: 2n, bornAt: 20n, second: 2, isCompressed: true }),
    ];
    assert.deepEqual(sorted(opened, [3n], 4n), [2n, 3n, 4n]);
  });

  it('and by creation time if its lines have no time', () => {
    const opened = [
      ...[keptFile({ inode: 2n, bornAt: 20n }), keptFile({ inode: 4n, bornAt: 40n })],
      ...[keptFile({ inode: 5n, bornAt: 50n }), keptFile({ inode: 3n, bornAt: 30n })],
    ];
    assert.deepEqual(sorted(opened, [2n, 4n], 5n), [2n, 3n, 4n, 5n]);
  });
});

describe('first lines are read', () => {
  it('only if some file has no name', () => {
    const onRead = (): void => assert.fail('it is read');
    const opened = [keptFile({ inode: 2n, second: 2, onRead }), keptFile({ inode: 3n, second: 3, onRead })];
    assert.deepEqual(sorted(opened, [2n], 3n), [2n, 3n]);
  });

  it('only if creation times do not decide', () => {
    const onRead = (): void => assert.fail('it is read');
    const file = (number: number, isCompressed = false): OpenFile =>
      keptFile({ inode: BigInt(number), bornAt: BigInt(number), second: number, isCompressed, onRead });
    assert.deepEqual(sorted([file(2, true), file(4), file(5), file(3)], [2n, 4n], 5n), [2n, 3n, 4n, 5n]);
  });

  it('once, and not for files before an older one', () => {
    const read: bigint[] = [];
    const file = (inode: bigint): OpenFile =>
      keptFile({ inode, second: Number(inode), onRead: () => void read.push(inode) });
    const kept = new KeptFiles();
    for (const inode of [2n, 3n, 5n, 6n, 4n]) kept.add(file(inode));
    for (let look = 0; look < 2; look++) kept.sort(['1:2', '1:3', '1:5'], '1:6', '/logs');
    assert.deepEqual(read.sort(), [3n, 4n, 5n]);
  });
});

it('a live file follows its deleted copies even if its truncation was not seen: an earlier file was younger (6: copytruncate: disordered)', () => {
  const copy = keptFile({ inode: 3n, bornAt: 20n });
  const live = keptFile({ inode: 2n, bornAt: 10n, modified: 30n });
  const next = keptFile({ inode: 4n, bornAt: 40n });
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
