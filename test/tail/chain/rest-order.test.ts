import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followsAtOnce, orderRests } from '../../../src/tail/chain/rest-order.js';

test('the rests of deleted files stand where the files stood; new files come last', () => {
  /** A name with its place; `-` where the file is new; rests have capitals. */
  const order = (files: string): string => {
    const placedOf = (file: string) => ({
      isRest: /[A-Z]/.test(file),
      place: file.endsWith('-') ? undefined : Number(file.slice(1)),
    });
    return orderRests(files.split(' '), placedOf).join(' ');
  };
  for (const [files, expected] of [
    ['A0', 'A0'],
    ['A0 b1', 'A0 b1'],
    ['A1 b0 c2', 'b0 A1 c2'],
    ['A1 B2 c0 d3 e-', 'c0 A1 B2 d3 e-'],
    ['A1 B2 c-', 'A1 B2 c-'],
    ['A5 b-', 'A5 b-'],
    ['A1 C4 b2 d-', 'A1 b2 C4 d-'],
    ['C4 A1 b2 d-', 'A1 b2 C4 d-'],
    ['B2 A1', 'A1 B2'],
  ] as const) {
    assert.equal(order(files), expected);
  }
});

test('a line goes on behind a rest only in the file that followed, if all between them was read', () => {
  assert.equal(followsAtOnce([false, false], 0, 1), true);
  assert.equal(followsAtOnce([false, true, false], 0, 2), true);
  assert.equal(followsAtOnce([false, false, false], 0, 2), false, 'one between them is missing');
  assert.equal(followsAtOnce([false, false], 0, undefined), false, 'the next one is new');
  assert.equal(followsAtOnce([false, false], 1, 0), false);
});
