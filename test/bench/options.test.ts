import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from '../../bench/options.js';

test('without options, everything is measured three times with 256 MiB', () => {
  assert.deepEqual(parseOptions([]), {
    part: 'reading',
    smoke: false,
    keep: false,
    megabytes: 268.435456,
    runs: 3,
    seed: 1,
  });
});

test('a smoke test is small, and each of its sizes can be set', () => {
  assert.deepEqual(parseOptions(['--smoke']), {
    part: 'reading',
    smoke: true,
    keep: false,
    megabytes: 4,
    runs: 1,
    seed: 1,
  });
  const given = ['--smoke', '--megabytes', '8', '--runs', '2', '--seed', '3', '--json', 'out.json', '--keep'];
  const expected = { part: 'reading', smoke: true, keep: true, megabytes: 8, runs: 2, seed: 3, json: 'out.json' };
  assert.deepEqual(parseOptions(given), expected);
});

test('an argument names the part to measure', () => {
  assert.equal(parseOptions(['sinks', '--smoke'])?.part, 'sinks');
  assert.throws(() => parseOptions(['sink']), /'sink' cannot be measured, expected one of reading, sinks/);
  assert.throws(() => parseOptions(['reading', 'sinks']), /'reading sinks' cannot be measured/);
});

test('--help shows the help', () => {
  assert.equal(parseOptions(['--help']), undefined);
});

test('invalid options are refused', () => {
  assert.throws(() => parseOptions(['--megabytes', 'many']), /--megabytes is 'many', expected a number above 0/);
  assert.throws(() => parseOptions(['--runs', '0']), /--runs is '0'/);
  assert.throws(() => parseOptions(['--fast']), /--fast/);
});
