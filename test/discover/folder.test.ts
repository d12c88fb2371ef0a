import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createListing, needsListing } from '../../src/discover/folder.js';

const SECOND = 1000;
const NOW = Date.UTC(2023, 10, 6);
const nanoseconds = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;

describe('the listing of a folder', () => {
  const rows: readonly (readonly [age: number, changed: bigint, holds: boolean])[] = [
    [3600 * SECOND, 0n, true],
    [3600 * SECOND, 1n, false],
    [3600 * SECOND, -1n, false],
    [2 * SECOND, 0n, true],
    [2 * SECOND - 1, 0n, false],
    [0, 0n, false],
    [-3600 * SECOND, 0n, false],
  ];
  for (const [age, changed, holds] of rows) {
    it(`${holds ? 'is valid' : 'is not valid'} if made ${age} ms after a change once the time moved ${changed} ns`, () => {
      const modified = nanoseconds(NOW - age);
      assert.equal(needsListing(createListing(modified, NOW), modified + changed), !holds);
    });
  }

  it('is needed if there is none', () => assert.equal(needsListing(undefined, 0n), true));
});
