import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gatherTime } from '../../src/pipeline/gather-time.js';

describe('reads of busy files are gathered for a tenth of the shortest batch timeout', () => {
  for (const [timeouts, milliseconds] of [
    [[1_000], 100],
    [[60_000], 100],
    [[1_000, 500], 50],
    [[0], 2],
    [[1_000, 0], 2],
    [[5], 2],
  ] as const) {
    it(`${milliseconds} ms with ${timeouts.join(' and ')} ms`, () => {
      assert.equal(gatherTime(timeouts), milliseconds);
    });
  }
});
