import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { durations, sizes } from '../../src/config/units.js';

describe('sizes and durations', () => {
  const exact = [
    [sizes, '0', 0, '0B'],
    [sizes, '65536', 65_536, '64KiB'],
    [sizes, '12B', 12, '12B'],
    [sizes, '64MiB', 67_108_864, '64MiB'],
    [sizes, '1.5 GiB', 1_610_612_736, '1536MiB'],
    [sizes, '3kB', 3000, '3kB'],
    [sizes, '7MB', 7_000_000, '7MB'],
    [sizes, 1025, 1025, '1025B'],
    [durations, '500', 500, '500ms'],
    [durations, '500ms', 500, '500ms'],
    [durations, '10s', 10_000, '10s'],
    [durations, '1.5s', 1500, '1500ms'],
    [durations, '1m', 60_000, '1m'],
    [durations, '90s', 90_000, '90s'],
    [durations, '2h', 7_200_000, '2h'],
  ] as const;
  for (const [units, written, value, shortest] of exact) {
    it(`read ${written} as ${value}, and write it as ${shortest}`, () => {
      assert.equal(units.parse(written), value);
      assert.equal(units.format(value), shortest);
    });
  }

  for (const [units, written] of [
    [sizes, ''],
    [sizes, '-1'],
    [sizes, '64mib'],
    [sizes, '64 MiB '],
    [sizes, '1e3'],
    [sizes, 'MiB'],
    [durations, '1m30s'],
    [durations, '5 days'],
  ] as const) {
    it(`refuse '${written}'`, () => {
      assert.equal(units.pattern.test(written), false);
      assert.ok(Number.isNaN(units.parse(written)));
    });
  }
});
