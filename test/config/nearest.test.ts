import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../../src/config/nearest.js';

describe('the nearest known name', () => {
  const known = ['include', 'exclude', 'pod', 'node', 'startAt', 'sinks', 'sweepInterval'];
  for (const [typed, expected] of [
    ['inclde', 'include'],
    ['start-at', 'startAt'],
    ['START_AT', 'startAt'],
    ['sink', 'sinks'],
    ['sweepInterwall', 'sweepInterval'],
    ['pdo', 'pod'],
    ['log', undefined],
    ['output', undefined],
  ] as const) {
    it(`for '${typed}' is ${expected ?? 'none'}`, () => assert.equal(nearest(typed, known), expected));
  }
});
