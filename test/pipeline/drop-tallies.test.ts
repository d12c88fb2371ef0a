import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogStatus } from '../../src/index.js';
import { createDropTallies } from '../../src/pipeline/drop-tallies.js';
import { createCounters } from '../../src/record/counters.js';
import { sampleLog } from '../support/sample-status.js';

/** Tallies over logs that the test lets come and go. */
function createRoom() {
  const counters = createCounters();
  const followed = new Map<string, LogStatus>();
  const tallies = createDropTallies(counters, () => [...followed.values()]);
  const follow = (path: string) => {
    const { rateLimited: _, ...log } = sampleLog('web', { path });
    followed.set(path, log);
    return tallies.counterFor({ path, metadata: {}, writtenByRuntime: true });
  };
  const toldOf = (path: string) => {
    const { filtered, rateLimited } = tallies.addTo([followed.get(path)!])[0]!;
    return { filtered, rateLimited };
  };
  return { counters, followed, follow, toldOf };
}

describe('the records that transforms dropped', () => {
  it('are reported for each log and in total', () => {
    const { counters, follow, toldOf } = createRoom();
    const [noisy, filtered] = [follow('noisy'), follow('filtered')];
    follow('quiet');
    noisy('rateLimited', 5);
    noisy('rateLimited', 2);
    filtered('filtered', 1);
    assert.deepEqual(toldOf('noisy'), { filtered: undefined, rateLimited: 7 });
    assert.deepEqual(toldOf('filtered'), { filtered: 1, rateLimited: undefined });
    assert.deepEqual(toldOf('quiet'), { filtered: undefined, rateLimited: undefined });
    assert.deepEqual([counters.filtered, counters.rateLimited], [1, 7]);
  });

  it('continue if the same path leads to another log', () => {
    const { follow, toldOf } = createRoom();
    follow('app')('filtered', 3);
    follow('app')('filtered', 4);
    assert.equal(toldOf('app').filtered, 7);
  });

  it('are forgotten for logs that are gone (28: state grows for ever)', () => {
    const { counters, followed, follow, toldOf } = createRoom();
    follow('first')('filtered', 1);
    follow('stays')('filtered', 1);
    followed.delete('first');
    for (let index = 0; index < 1_000; index++) {
      follow(`${index}`)('filtered', 1);
      followed.delete(`${index}`);
    }
    follow('first');
    assert.deepEqual([toldOf('first').filtered, toldOf('stays').filtered, counters.filtered], [undefined, 1, 1_002]);
  });
});
