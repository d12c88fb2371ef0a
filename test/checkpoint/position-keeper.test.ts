import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPositionKeeper } from '../../src/checkpoint/position-keeper.js';
import type { SavedPosition } from '../../src/checkpoint/saved-position.js';
import { positionOf } from './positions.js';

const MINUTE = 60_000;

test('positions of a log that is gone are kept for a minute, and then dropped, which is said once: what was not read of it has to be counted', () => {
  const saved: (readonly SavedPosition[])[] = [];
  const gone = positionOf({ path: '/gone' });
  const store = {
    load: () => [gone, positionOf({ path: '/there' })],
    save: (all: readonly SavedPosition[]) => saved.push(all) > 0,
  };
  let now = 0;
  const keeper = createPositionKeeper(
    store,
    (path) => path === '/there',
    () => now,
  );
  const dropped = [0, MINUTE, MINUTE].map((time) => {
    now += time;
    return keeper.save([], () => false).dropped;
  });
  assert.deepEqual(dropped, [[], [gone], []]);
  assert.deepEqual(
    saved.map((all) => all.map(({ path }) => path)),
    [['/gone', '/there'], ['/there'], ['/there']],
  );
});

test('positions of a log that is followed are the follower’s from then on, and not dropped', () => {
  const store = { load: () => [positionOf({ path: '/a' })], save: () => true };
  const keeper = createPositionKeeper(
    store,
    () => false,
    () => MINUTE * 2,
  );
  assert.deepEqual(keeper.save([], () => true).dropped, []);
});
