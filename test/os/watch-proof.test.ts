import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isProven, NO_MISSES, withEvent, withMiss } from '../../src/os/watch-proof.js';

it('a watch is trusted until it misses a change, then again after ten events, or ten times as many after each further miss', () => {
  assert.equal(isProven(NO_MISSES), true);
  assert.equal(withEvent(NO_MISSES), NO_MISSES);
  let proof = NO_MISSES;
  for (const needed of [10, 100, 1_000]) {
    proof = withMiss(proof);
    for (let event = 0; event < needed; event++) {
      assert.equal(isProven(proof), false, `after ${event} of ${needed} events`);
      proof = withEvent(proof);
    }
    assert.equal(isProven(proof), true);
  }
});
