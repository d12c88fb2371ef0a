import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeededRandom } from '../support/seeded-random.js';
import { type Point, trendOf } from './trend.js';

const HOUR_OF_SAMPLES = 1_200;

function pointsOf(value: (hours: number, index: number) => number): Point[] {
  return Array.from({ length: HOUR_OF_SAMPLES }, (_, index) => {
    const hours = index / HOUR_OF_SAMPLES;
    return { hours, value: value(hours, index) };
  });
}

describe('the trend of the samples of a soak', () => {
  it('is the growth of a figure in an hour', () => {
    const { mean, slope, margin, grows } = trendOf(pointsOf((hours) => 100 + 12 * hours));
    assert.deepEqual([mean.toFixed(1), slope.toFixed(3), margin.toFixed(3), grows], ['106.0', '12.000', '0.000', true]);
  });

  it('is 0 if nothing changes, or if all samples are 0', () => {
    for (const value of [61, 0]) {
      assert.deepEqual(trendOf(pointsOf(() => value)), { mean: value, slope: 0, margin: 0, grows: false });
    }
  });

  it('finds growth in noisy samples, and none in pure noise', () => {
    const random = createSeededRandom(11);
    const noise = (): number => random.below(20);
    assert.equal(trendOf(pointsOf((hours) => 100 + 12 * hours + noise())).grows, true);
    assert.equal(trendOf(pointsOf(() => 100 + noise())).grows, false);
  });

  it('tolerates 5 % an hour', () => {
    assert.equal(trendOf(pointsOf((hours) => 100 + 4 * hours)).grows, false);
    assert.equal(trendOf(pointsOf((hours) => 100 - 20 * hours)).grows, false);
  });

  it('finds no certain trend in a figure that oscillates as slowly as a heap', () => {
    assert.equal(trendOf(pointsOf((_, index) => 100 + (index % 170) / 8)).grows, false);
  });
});
