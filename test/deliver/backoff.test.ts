import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffDelay } from '../../src/deliver/backoff.js';

const BACKOFF = { initial: 500, max: 30_000 };

describe('the pause after a failure', () => {
  const cases: readonly [failures: number, random: number, asked: number | undefined, delay: number][] = [
    [1, 0, undefined, 0],
    [1, 0.5, undefined, 250],
    [2, 0.5, undefined, 500],
    [3, 0.5, undefined, 1000],
    [7, 0.5, undefined, 15_000],
    [100, 0.5, undefined, 15_000],
    [5000, 0.999, undefined, 29_970],
    [1, 0, 7000, 7000],
    [1, 0.5, 100, 250],
    [20, 0.9, 60_000, 60_000],
    [1, 0, 86_400_000, 600_000],
  ];
  for (const [failures, random, asked, delay] of cases) {
    it(`number ${failures} is ${delay} ms, for the random number ${random} and a requested pause of ${asked} ms`, () => {
      assert.equal(backoffDelay(failures, BACKOFF, random, asked), delay);
    });
  }
});
