import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFresh } from '../../../src/tail/files/file-clock.js';

describe('a recently written file', () => {
  it('may be written again at the same time by its clock', () => {
    const modified = 1_800_000_000_000n * 1_000_000n;
    assert.deepEqual(
      [-30, -3, 0, 19, 20].map((age) => isFresh(modified, 1_800_000_000_000 + age)),
      [false, true, true, true, false],
    );
  });
});
