import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LagClock } from '../../../src/tail/status/lag-clock.js';

describe('the lag of a file', () => {
  it('is 0 while everything seen is settled', () => {
    const clock = new LagClock();
    clock.look(1000, 10, 10);
    assert.equal(clock.lag(5000, 10), 0);
  });

  it('is the age of the oldest unsettled bytes, and falls as they are settled', () => {
    const clock = new LagClock();
    for (let second = 0; second < 10; second++) clock.look(second * 1000, 100 * (second + 1), 0);
    assert.equal(clock.lag(10_000, 0), 10_000);
    assert.equal(clock.lag(10_000, 100), 9_000);
    assert.equal(clock.lag(10_000, 899), 2_000);
    assert.equal(clock.lag(10_000, 1000), 0);
  });

  it('does not grow for a file that is always written and soon settled', () => {
    const clock = new LagClock();
    for (let second = 0; second < 1000; second++) clock.look(second * 1000, 100 * (second + 2), 100 * second);
    assert.ok(clock.lag(1_000_000, 100_000) <= 2_000);
  });

  it('is accurate to a tenth for a file that has been behind for long', () => {
    const clock = new LagClock();
    for (let second = 0; second < 10_000; second++) clock.look(second * 1000, second + 1, 0);
    assert.equal(clock.lag(10_000_000, 0), 10_000_000);
    const half = clock.lag(10_000_000, 5_000);
    assert.ok(half > 4_500_000 && half < 5_500_000, String(half));
  });
});
