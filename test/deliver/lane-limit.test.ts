import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LaneEvent, LaneLimit, type LaneUse, nextLaneUse } from '../../src/deliver/lane-limit.js';

const NOW = 100_000;
const MOST = 8;
const use = (changes: Partial<LaneUse>): LaneUse => ({
  ...{ lanes: 4, latency: 50, isFlat: true, neededAt: NOW - 100, halvedAt: Number.NEGATIVE_INFINITY },
  ...changes,
});
const waits: LaneEvent = { kind: 'waits', now: NOW };
const taken = (latency: number): LaneEvent => ({ kind: 'taken', latency, now: NOW });
const limited: LaneEvent = { kind: 'limited', begunAt: NOW - 50, now: NOW };

describe('how many lanes are in use', () => {
  for (const [title, before, event, lanes] of [
    ['one more where a full batch waits', {}, waits, 5],
    ['no more than the configuration allows', { lanes: 8 }, waits, 8],
    ['no more before the first answer since the last change', { isFlat: false }, waits, 4],
    ['no more within 5 s of a refusal', { halvedAt: NOW - 4_999 }, waits, 4],
    ['one more 5 s after a refusal', { halvedAt: NOW - 5_000 }, waits, 5],
    ['half after a refusal or a timeout', {}, limited, 2],
    ['half, rounded down', { lanes: 3 }, limited, 1],
    ['never none', { lanes: 1 }, limited, 1],
    ['the same after a refusal of a request that was on its way at the last one', { halvedAt: NOW - 49 }, limited, 4],
    ['half while no batch has waited for 2 s', { neededAt: NOW - 2_000 }, taken(50), 2],
    ['the same while batches wait', { neededAt: NOW - 1_999 }, taken(50), 4],
    ['the last one stays', { lanes: 1, neededAt: 0 }, taken(50), 1],
  ] as const) {
    it(`${title}: ${lanes}`, () => {
      assert.equal(nextLaneUse(use(before), event, MOST).lanes, lanes);
    });
  }
});

describe('whether latency is flat', () => {
  for (const [usual, latency, isFlat] of [
    [undefined, 5_000, true],
    [50, 40, true],
    [50, 120, true],
    [50, 121, false],
    [1, 22, true],
    [1, 23, false],
  ] as const) {
    it(`a request of ${latency} ms where ${usual ?? 'no'} ms are usual: ${isFlat}`, () => {
      const next = nextLaneUse(use({ latency: usual, isFlat: false }), taken(latency), MOST);
      assert.equal(next.isFlat, isFlat);
    });
  }

  it('a lane is added for each flat answer, and none while answers are slow', () => {
    const lanes: number[] = [];
    let current = use({ lanes: 1 });
    for (const latency of [50, 50, 500, 500, 50]) {
      current = nextLaneUse(nextLaneUse(current, taken(latency), MOST), waits, MOST);
      lanes.push(current.lanes);
    }
    assert.deepEqual(lanes, [2, 3, 3, 3, 4]);
  });
});

describe('requests on their way are no more than lanes in use', () => {
  it('those that came later wait, in their order, until others are answered', async () => {
    const limit = new LaneLimit(2, 0);
    const begun: string[] = [];
    assert.equal(limit.enter(), undefined);
    limit.note({ kind: 'limited', begunAt: 0, now: 10 });
    assert.equal(limit.lanes, 1);
    const second = limit.enter()?.then(() => begun.push('second'));
    const third = limit.enter()?.then(() => begun.push('third'));
    assert.deepEqual(begun, []);
    limit.leave();
    await second;
    assert.deepEqual(begun, ['second']);
    limit.leave();
    await third;
    assert.deepEqual(begun, ['second', 'third']);
  });

  it('one that waits begins as soon as a lane more is in use', async () => {
    const limit = new LaneLimit(2, 0);
    assert.equal(limit.enter(), undefined);
    limit.note({ kind: 'limited', begunAt: 0, now: 10 });
    const waiting = limit.enter();
    limit.note({ kind: 'taken', latency: 5, now: 6_000 });
    assert.equal(limit.note({ kind: 'waits', now: 6_000 }), true);
    await waiting;
  });
});
