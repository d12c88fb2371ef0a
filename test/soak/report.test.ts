import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeGrowth } from './report.js';
import type { Sample } from './sample.js';

function samplesOf(change: (hours: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 100 }, (_, index) => {
    const hours = 0.2 + index / 100;
    const still = { handles: 60, watches: 80, cpuShare: 0.05, positionsBytes: 17_000, series: 500 };
    return { hours, residentBytes: 1e8, ...still, heldBytes: 0, lagBytes: 0, ...change(hours) };
  });
}

test('a soak names what grows and must not', () => {
  const samples = samplesOf((hours) => ({ handles: 60 + 10 * hours, watches: 80 + 10 * hours, lagBytes: 1e6 * hours }));
  const { lines, growing } = judgeGrowth(samples, 0.2);
  assert.deepEqual(growing, ['descriptors', 'inotify watches']);
  assert.match(lines[1]!, /^descriptors {7}mean 67\.0, slope \+10\.0 ± 0\.0 an hour {2}GROWS$/);
});

test('a soak checks memory only after a warm-up', () => {
  const samples = samplesOf((hours) => ({ residentBytes: 1e8 + 2e7 * hours }));
  assert.deepEqual(judgeGrowth(samples, 0.01).growing, []);
  assert.deepEqual(judgeGrowth(samples, 1 / 6).growing, ['resident memory']);
});
