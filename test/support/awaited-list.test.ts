import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AwaitedList, createAwaitedList } from './awaited-list.js';

function numbers(deadline = 10_000): AwaitedList<number> {
  const list: AwaitedList<number> = createAwaitedList({ deadline, context: () => `seen: ${list.items.join(' ')}` });
  return list;
}

describe('an awaited list', () => {
  it('finds existing and later items', async () => {
    const list = numbers();
    list.push(1);
    const later = list.find((number) => number > 1, 'a number above 1');
    list.push(2);
    assert.equal(await list.find((number) => number > 0, 'a number above 0'), 1);
    assert.equal(await later, 2);
  });

  it('waits for the requested number of items', async () => {
    const list = numbers();
    const two = list.reach(2, 'two numbers');
    list.push(1);
    list.push(2);
    await two;
    await list.reach(1, 'one number');
  });

  it('reports what it waited for and what it saw when the deadline passes', async () => {
    const list = numbers(1);
    list.push(7);
    await assert.rejects(list.reach(2, 'two numbers'), /^Error: waited 1 ms, without two numbers\nseen: 7$/);
  });

  it('rejects at once when nothing more can arrive', async () => {
    const list = numbers();
    const waiting = list.find((number) => number === 1, 'a one');
    list.close('the process ended');
    await assert.rejects(waiting, /the process ended, without a one/);
    await assert.rejects(list.reach(1, 'one number'), /the process ended, without one number/);
  });
});
