import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuSecondsOf } from '../../bench/process/linux-process.js';

test('CPU seconds are read correctly if the process name contains spaces and parentheses', () => {
  const stat = '4242 (node (a) b) S 1 4242 4242 0 -1 4194560 5000 0 0 0 250 75 3 4 20 0 11 0 9000 1000000 12000';
  assert.equal(cpuSecondsOf(stat), 3.25);
});
