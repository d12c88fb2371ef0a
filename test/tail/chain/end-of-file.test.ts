import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOver, type ReadFile } from '../../../src/tail/chain/end-of-file.js';

const LIVE: ReadFile = {
  quiet: 1_000_000,
  hasNewer: false,
  isFinal: false,
  isGone: false,
  isMissing: false,
  isAwaited: () => false,
  isDeleted: () => false,
};

const CASES: readonly (readonly [what: string, over: boolean, file: Partial<ReadFile>])[] = [
  ['the live file, however quiet', false, {}],
  ['one that was rotated away, once it is quiet', true, { hasNewer: true, quiet: 250 }],
  ['one that was rotated away and may grow still', false, { hasNewer: true, quiet: 249 }],
  ['one to which nobody writes after its rotation, at once', true, { hasNewer: true, isFinal: true, quiet: 0 }],
  ['one that was renamed, while its writer may go on', false, { isMissing: true, quiet: 29_999 }],
  ['one that was renamed long ago', true, { isMissing: true, quiet: 30_000 }],
  ['a deleted one, once it is quiet', true, { isMissing: true, isDeleted: () => true, quiet: 250 }],
  ['a deleted one that may grow still', false, { isGone: true, isDeleted: () => true, quiet: 249 }],
  ['one of a log that is gone, for which another log waits', true, { isGone: true, isAwaited: () => true, quiet: 250 }],
  [
    'one for which another log waits, while its own may come back',
    false,
    { isMissing: true, isAwaited: () => true, quiet: 250 },
  ],
];

describe('a file that was read to its end', () => {
  for (const [what, over, file] of CASES) {
    it(`${over ? 'is over' : 'is not over'}: ${what}`, () => {
      assert.equal(isOver({ ...LIVE, ...file }), over);
    });
  }
});
