import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DESTINATION_SHARE,
  FULL_SHARE,
  isReliable,
  mayRead,
  PRESSED_SHARE,
  QUIET,
  type ReadingState,
} from '../../src/deliver/set-aside.js';

const LIMIT = 64 * 2 ** 20;
const WELL: ReadingState = {
  isUp: true,
  logBytes: 0,
  destinationBytes: 0,
  hasOthers: true,
  isProven: false,
  doubtfulBytes: 0,
  limit: LIMIT,
};
const PRESSED = LIMIT * PRESSED_SHARE;
const FULL = LIMIT * FULL_SHARE;
const SHARE = LIMIT * DESTINATION_SHARE;

describe('a log can be read on', () => {
  const cases: Readonly<Record<string, [changes: Partial<ReadingState>, may: boolean]>> = {
    'while its destination takes data': [{}, true],
    'also with something on its way': [{ logBytes: 1000, destinationBytes: 1000 }, true],
    'not while its destination takes no data': [{ isUp: false, destinationBytes: 1 }, false],
    'of a destination that took no data, and for which nothing waits, so that it is tried': [{ isUp: false }, true],
    'not while its destination holds its share of the memory': [{ destinationBytes: SHARE }, false],
    'as far as the memory reaches where the destination is the only one': [
      { destinationBytes: SHARE, hasOthers: false },
      true,
    ],
    'one read at a time while much is held for those that take no data': [{ doubtfulBytes: PRESSED }, true],
    'not with something on its way then': [{ doubtfulBytes: PRESSED, logBytes: 1 }, false],
    'but as ever if something of it was delivered': [{ doubtfulBytes: PRESSED, logBytes: 1, isProven: true }, true],
    'not at all while most that may be is held for those that take no data': [{ doubtfulBytes: FULL }, false],
    'but as ever even then if something of it was delivered': [
      { doubtfulBytes: FULL, logBytes: 1, isProven: true },
      true,
    ],
  };
  for (const [title, [changes, may]] of Object.entries(cases)) {
    it(title, () => assert.equal(mayRead({ ...WELL, ...changes }), may));
  }
});

describe('the records of a destination are sent together with others again', () => {
  const cases: Readonly<Record<string, [isUp: boolean, sinceRefusal: number, is: boolean]>> = {
    'once it has refused nothing for a while': [true, QUIET, true],
    'not as soon as it takes something': [true, QUIET - 1, false],
    'not while it takes no data, however long that is': [false, 10 * QUIET, false],
  };
  for (const [title, [isUp, sinceRefusal, is]] of Object.entries(cases)) {
    it(title, () => assert.equal(isReliable(isUp, sinceRefusal), is));
  }
});
