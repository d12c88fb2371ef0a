import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { CircuitBreaker, type Entry, type Pass } from '../../src/deliver/circuit-breaker.js';

const UP = { kind: 'up' } as const;
const DOWN = { kind: 'down', reason: 'away' } as const;

/** A breaker with a clock of the test's own, and who went through it. */
function createRoom(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const clock = { now: () => now, wallTime: () => now, random: () => 0.5 };
  const breaker = new CircuitBreaker({ initial: 500, max: 30_000 }, clock);
  const passes: Pass[] = [];
  const others: Entry['kind'][] = [];
  const enter = async (patience?: number): Promise<void> => {
    void breaker.enter(patience).then((entry) => {
      if (entry.kind === 'pass') passes.push(entry);
      else others.push(entry.kind);
    });
    await new Promise(setImmediate);
  };
  const pass = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    t.mock.timers.tick(milliseconds);
    await new Promise(setImmediate);
  };
  return { breaker, passes, others, enter, pass };
}

describe('the circuit breaker of a sink', () => {
  it('lets any number of requests through while the sink is up', async (t) => {
    const { breaker, passes, enter } = createRoom(t);
    for (let lane = 0; lane < 5; lane++) await enter();
    assert.equal(passes.length, 5);
    for (const one of passes) breaker.leave(one, UP);
    assert.equal(breaker.isUp, true);
  });

  it('counts the failures of parallel requests as one', async (t) => {
    const { breaker, passes, enter, pass } = createRoom(t);
    for (let lane = 0; lane < 8; lane++) await enter();
    for (const one of passes.splice(0)) breaker.leave(one, DOWN);
    await enter();
    await pass(249);
    assert.equal(passes.length, 0);
    await pass(1);
    assert.equal(passes.length, 1);
  });

  it('lets one probe through at a time, however long it takes', async (t) => {
    const { breaker, passes, enter, pass } = createRoom(t);
    await enter();
    breaker.leave(passes.pop()!, DOWN);
    for (let lane = 0; lane < 4; lane++) await enter();
    for (let second = 0; second < 60; second++) {
      await pass(1000);
      await enter();
    }
    assert.equal(passes.length, 1);
    breaker.leave(passes[0]!, UP);
    await pass(0);
    assert.equal(passes.length, 64);
  });

  it('closes only after the probe succeeds, not after an answer to an earlier request', async (t) => {
    const { breaker, passes, enter } = createRoom(t);
    await enter();
    await enter();
    const [failing, slow] = passes.splice(0);
    breaker.leave(failing!, DOWN);
    await enter();
    breaker.leave(slow!, UP);
    assert.equal(breaker.isUp, false);
    assert.equal(passes.length, 0);
  });

  it('blocks for as long as any answer requests', async (t) => {
    const { breaker, passes, enter, pass } = createRoom(t);
    await enter();
    await enter();
    const [first, second] = passes.splice(0);
    breaker.leave(first!, DOWN);
    breaker.leave(second!, { ...DOWN, after: 60_000 });
    await enter();
    await pass(59_999);
    assert.equal(passes.length, 0);
    await pass(1);
    assert.equal(passes.length, 1);
  });

  it('reports which requests have waited long enough, and forgets them', async (t) => {
    const { breaker, passes, others, enter, pass } = createRoom(t);
    await enter();
    breaker.leave(passes.pop()!, { ...DOWN, after: 10_000 });
    await enter(5000);
    await enter();
    await pass(5000);
    assert.deepEqual(others, ['expired']);
    await pass(5000);
    assert.equal(passes.length, 1);
  });

  it('lets the probe through at once at the end, and blocks after the first failure', async (t) => {
    const { breaker, passes, others, enter, pass } = createRoom(t);
    await enter();
    breaker.leave(passes.pop()!, { ...DOWN, after: 60_000 });
    await enter();
    await enter();
    breaker.end();
    await pass(0);
    assert.equal(passes.length, 1);
    breaker.leave(passes[0]!, DOWN);
    await enter();
    assert.deepEqual(others, ['shut', 'shut']);
  });

  it('allows one more try at the end for earlier requests', async (t) => {
    const { breaker, passes, others, enter, pass } = createRoom(t);
    await enter();
    breaker.end();
    breaker.leave(passes.pop()!, { ...DOWN, after: 60_000 });
    await enter();
    await pass(0);
    assert.equal(passes.length, 1);
    assert.deepEqual(others, []);
  });

  it('pauses no longer than until the end', async (t) => {
    const { breaker, pass } = createRoom(t);
    let pauses = 0;
    for (const milliseconds of [1000, 60_000]) void breaker.pause(milliseconds).then(() => pauses++);
    await pass(1000);
    assert.equal(pauses, 1);
    breaker.end();
    await pass(0);
    assert.equal(pauses, 2);
    await breaker.pause(60_000);
  });
});
