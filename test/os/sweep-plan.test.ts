import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SweepPlan } from '../../src/os/sweep-plan.js';

interface Thing {
  heard: number;
  missed: number;
}

function planOf(count: number): { plan: SweepPlan<Thing>; things: readonly Thing[] } {
  const plan = new SweepPlan<Thing>({ heard: ({ heard }) => heard, missed: (thing) => thing.missed++ });
  const things = Array.from({ length: count }, () => ({ heard: 0, missed: 0 }));
  for (const thing of things) plan.add(thing);
  for (const thing of plan.begin(0)) plan.rest(thing);
  return { plan, things };
}

describe('the turns of logs with reliable watches', () => {
  for (const [count, interval] of [
    [5_000, 1_000],
    [7, 1_000],
    [100, 50],
    [100, 60_000],
  ] as const) {
    it(`come for each of ${count} within 30 s and two sweeps, ${interval} ms apart, and evenly`, () => {
      const { plan, things } = planOf(count);
      const latest = new Map(things.map((thing) => [thing, 0]));
      for (let now = interval; now <= 120_000; now += interval) {
        const due = plan.begin(now);
        assert.ok(due.size <= Math.ceil((count * interval) / 25_000), `${due.size} at once`);
        for (const thing of due) latest.set(thing, now);
        assert.ok(things.every((thing) => now - latest.get(thing)! <= Math.max(30_000, 2 * interval)));
      }
    });
  }

  it('end for a log that was removed', () => {
    const { plan, things } = planOf(2);
    plan.delete(things[0]!);
    assert.deepEqual([...plan.begin(60_000)], [things[1]]);
  });
});

describe('a change that a sweep found', () => {
  it('counts as missed by the watch if it reported nothing by the next sweep, which then looks at all', () => {
    const { plan, things } = planOf(100);
    plan.begin(1_000);
    plan.found(things[0]!);
    plan.found(things[1]!);
    things[1]!.heard++;
    assert.equal(plan.begin(2_000).size, 100);
    assert.deepEqual(
      things.slice(0, 3).map(({ missed }) => missed),
      [1, 0, 0],
    );
    assert.equal(plan.begin(3_000).size, 4);
  });
});

describe('an active log', () => {
  it('is looked at in each sweep, from when it was added or touched until it may rest', () => {
    const { plan, things } = planOf(100);
    const [first] = things;
    plan.touch(first!);
    for (let sweep = 0; sweep < 5; sweep++) assert.deepEqual([...plan.begin(0)], [first]);
    plan.rest(first!);
    assert.deepEqual([...plan.begin(0)], []);
    plan.touch({ heard: 0, missed: 0 });
    assert.deepEqual([...plan.begin(0)], [], 'one that was never added, or taken away');
  });
});
