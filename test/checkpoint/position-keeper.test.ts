import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPositionKeeper } from '../../src/checkpoint/position-keeper.js';
import type { SavedPosition } from '../../src/checkpoint/saved-position.js';
import { positionOf } from './positions.js';

const MINUTE = 60_000;

/** A store of `positions`, which are what was saved last, and a keeper of it that finds `there` alone, at the time `now`. */
function startKeeper(positions: readonly SavedPosition[], there: ReadonlySet<string>) {
  const state = { now: 0, saved: positions };
  const restart = () => {
    const store = {
      load: () => state.saved,
      save: (all: readonly SavedPosition[]) => {
        state.saved = all;
        return true;
      },
    };
    const keeper = createPositionKeeper(
      store,
      (path) => there.has(path),
      () => state.now,
    );
    return {
      keep: keeper.keep,
      /** Which of the logs' positions are dropped after so many milliseconds. */
      after(passed: number, followed: (path: string) => boolean = () => false): readonly string[] {
        state.now += passed;
        return keeper.save([], followed).dropped.map(({ path }) => path);
      },
    };
  };
  return { restart, paths: () => state.saved.map(({ path }) => path) };
}

const GONE = positionOf({ path: '/gone' });

test('positions of a missing log are kept for a minute, then dropped with one log line, because its unread bytes must be counted', () => {
  const { restart, paths } = startKeeper([GONE, positionOf({ path: '/there' })], new Set(['/there']));
  const keeper = restart();
  assert.deepEqual(keeper.after(0), []);
  assert.deepEqual(paths(), ['/gone', '/there']);
  assert.deepEqual(keeper.after(MINUTE), ['/gone']);
  assert.deepEqual(paths(), ['/there']);
  assert.deepEqual(keeper.after(MINUTE), []);
});

test('positions of a log that is no longer followed, and then is deleted, are dropped without a log line', () => {
  const { restart, paths } = startKeeper([], new Set());
  const keeper = restart();
  keeper.keep('/left', [positionOf({ path: '/left' })]);
  assert.deepEqual(keeper.after(MINUTE), []);
  assert.deepEqual(paths(), []);
});

test('positions of missing logs are also dropped if no podtail runs for a whole minute, so that they cannot accumulate', () => {
  const { restart, paths } = startKeeper([GONE], new Set());
  assert.deepEqual(restart().after(MINUTE / 2), []);
  const second = restart();
  assert.deepEqual(second.after(MINUTE / 2 - 1), []);
  assert.deepEqual(paths(), ['/gone']);
  assert.deepEqual(second.after(1), ['/gone']);
  assert.deepEqual(paths(), []);
});

test('a log that comes back in time may be missing again for the full minute', () => {
  const there = new Set<string>();
  const keeper = startKeeper([GONE], there).restart();
  keeper.after(MINUTE - 1);
  there.add('/gone');
  keeper.after(1);
  there.delete('/gone');
  assert.deepEqual(keeper.after(MINUTE - 1), []);
  assert.deepEqual(keeper.after(1), ['/gone']);
});

test('positions of a followed log belong to the follower, and are not dropped', () => {
  const { restart } = startKeeper([GONE], new Set());
  assert.deepEqual(
    restart().after(2 * MINUTE, () => true),
    [],
  );
});
