import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderBefore } from '../../src/pipeline/rest-keeper.js';

test('a rest has a number behind all others, or behind those that stand before the one that it precedes', () => {
  assert.equal(orderBefore(undefined, []), 1);
  assert.equal(orderBefore(undefined, [3, 1]), 4);
  for (const others of [[5], [1, 5], [5, 7]]) {
    const orders = [...others];
    for (let older = 0; older < 10_000; older++) {
      const order = orderBefore(5, orders);
      const before = orders.filter((one) => one < 5);
      assert.ok(order < 5 && before.every((one) => one < order), `${order} after ${older} others`);
      orders.splice(0, orders.length, ...others, order);
    }
  }
});
