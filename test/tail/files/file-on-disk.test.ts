import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { birthOf } from '../../../src/os/birth-time.js';
import { isSameFile } from '../../../src/tail/files/file-on-disk.js';

describe('two looks at one inode see the same file', () => {
  const cases: readonly (readonly [string, bigint | undefined, bigint | undefined, boolean])[] = [
    ['where it was made at the same time', 5n, 5n, true],
    ['not where it was made at another time (10: inode reuse)', 5n, 6n, false],
    ['where nobody knows when it was made', undefined, 6n, true],
  ];
  for (const [when, bornAt, otherBornAt, same] of cases) {
    it(when, () => {
      assert.equal(isSameFile({ device: 1n, inode: 7n, bornAt }, { device: 1n, inode: 7n, bornAt: otherBornAt }), same);
    });
  }
});

describe('the creation time of a file', () => {
  it('is known if it has changed since', () => assert.equal(birthOf({ birthtimeNs: 5n, ctimeNs: 6n }), 5n));
  it('is unknown if it may be the time of the last change', () => {
    assert.equal(birthOf({ birthtimeNs: 6n, ctimeNs: 6n }), undefined);
  });
  it('is unknown if the file system does not report it', () => {
    assert.equal(birthOf({ birthtimeNs: 0n, ctimeNs: 6n }), undefined);
  });
});
