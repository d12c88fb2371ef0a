import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, type Verdict } from '../../src/deliver/verdict.js';
import type { SendOutcome } from '../../src/record/sink.js';

type Judged = Exclude<SendOutcome, { kind: 'closed' }>;

const UP = { kind: 'up' } as const;
const NOTHING = {
  health: UP,
  delivered: 0,
  lost: 0,
  rejected: [],
  rest: 'nothing',
  isSplit: false,
  refused: [],
} as const;

const STREAM = { destination: '{pod="a"}', records: [1, 2], reason: 'over its limit', status: 429 };

describe('an outcome of 4 records', () => {
  const cases: readonly [outcome: Judged, verdict: Verdict][] = [
    [{ kind: 'delivered' }, { ...NOTHING, delivered: 4 }],
    [
      { kind: 'delivered', lost: { records: 3, reason: 'x' } },
      { ...NOTHING, delivered: 1, lost: 3 },
    ],
    [
      { kind: 'delivered', lost: { records: 9, reason: 'x' } },
      { ...NOTHING, lost: 4 },
    ],
    [
      { kind: 'retry', reason: 'busy', status: 503, after: 9 },
      { ...NOTHING, health: { kind: 'down', reason: 'busy', status: 503, after: 9 }, rest: 'all' },
    ],
    [
      { kind: 'credentials', reason: 'who?', status: 401 },
      { ...NOTHING, health: { kind: 'down', reason: 'who?', status: 401 }, rest: 'all' },
    ],
    [
      { kind: 'rejected', reason: 'bad', status: 400, cause: 'bad' },
      { ...NOTHING, rejected: [0, 1, 2, 3].map((record) => ({ reason: 'bad', status: 400, cause: 'bad', record })) },
    ],
    [
      { kind: 'tooLarge', reason: 'big', status: 413 },
      {
        ...NOTHING,
        isSplit: true,
        rest: [
          [0, 1],
          [2, 3],
        ],
      },
    ],
    [
      { kind: 'partial', again: [], rejected: [{ record: 1, reason: 'bad' }], reason: '' },
      { ...NOTHING, delivered: 3, rejected: [{ record: 1, reason: 'bad' }] },
    ],
    [
      { kind: 'partial', again: [0, 2], rejected: [{ record: 1, reason: 'bad' }], reason: 'busy' },
      {
        ...NOTHING,
        delivered: 1,
        rejected: [{ record: 1, reason: 'bad' }],
        rest: [[0, 2]],
        pause: { reason: 'busy', after: 0 },
      },
    ],
    [
      { kind: 'partial', again: [0, 1, 2, 3], rejected: [], reason: 'busy', after: 5 },
      { ...NOTHING, health: { kind: 'down', reason: 'busy', after: 5 }, rest: 'all' },
    ],
    // A destination of its own refused some: the sink is up, and the others continue at once.
    [
      { kind: 'partial', again: [0, 1, 2, 3], rejected: [], reason: 'over its limit', refused: [STREAM] },
      { ...NOTHING, rest: 'all', refused: [STREAM] },
    ],
    [
      { kind: 'partial', again: [1, 2], rejected: [], reason: 'over its limit', refused: [STREAM] },
      { ...NOTHING, delivered: 2, rest: [[1, 2]], refused: [STREAM] },
    ],
    [
      { kind: 'partial', again: [0, 1, 2, 3], rejected: [], reason: 'too old there', isOtherwise: true },
      { ...NOTHING, rest: [[0, 1, 2, 3]] },
    ],
    [
      { kind: 'partial', again: [3], rejected: [], reason: 'too old there', isOtherwise: true },
      { ...NOTHING, delivered: 3, rest: [[3]] },
    ],
  ];
  for (const [outcome, verdict] of cases) {
    it(JSON.stringify(outcome), () => assert.deepEqual(judge(outcome, 4), verdict));
  }

  it('of a single record that is too large makes it a dead letter', () => {
    const verdict = judge({ kind: 'tooLarge', reason: 'big', status: 413 }, 1);
    assert.deepEqual(verdict, {
      ...NOTHING,
      rejected: [{ reason: 'big', status: 413, cause: 'too_large', record: 0 }],
    });
  });
});
