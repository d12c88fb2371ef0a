import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from '../../src/record/counted.js';

test('a number and its noun agree', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(count, 'record')),
    ['0 records', '1 record', '2 records'],
  );
});
