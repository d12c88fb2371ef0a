import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile, perSecond, spread } from '../../bench/statistics.js';

test('the median is the middle value, or the mean of the two middle values', () => {
  assert.equal(median([7]), 7);
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('a percentile is a measured value, chosen by nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  assert.equal(percentile(values, 99), 198);
  assert.equal(percentile(values, 100), 200);
  assert.equal(percentile(values, 0.1), 1);
  assert.equal(percentile([3, 1, 2], 50), 2);
  assert.equal(percentile([5], 99), 5);
});

test('a spread has the median, the minimum and the maximum, and does not change the values', () => {
  const values = [3, 1, 10];
  assert.deepEqual(spread(values), { median: 3, min: 1, max: 10 });
  assert.deepEqual(values, [3, 1, 10]);
});

test('the longest time gives the lowest rate', () => {
  assert.deepEqual(perSecond(100, { median: 4, min: 2, max: 5 }), { median: 25, min: 20, max: 50 });
});

test('statistics of no values are refused', () => {
  for (const figure of [median, spread, (none: number[]) => percentile(none, 99)]) {
    assert.throws(() => figure([]), RangeError);
  }
});
