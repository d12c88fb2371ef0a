import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createArrivals } from '../../../bench/live/arrivals.js';
import { markOf, marksIn } from '../../../bench/live/marked-line.js';

const WRITTEN = 1_700_000_000_000;

describe('the receiver of the live benchmark', () => {
  it('finds the markers of lines in any surrounding text', () => {
    const body = Buffer.from(`{"message":"x${markOf(WRITTEN, 0)}\\n"}\u0001\u00ff${markOf(WRITTEN + 5, 12)}`, 'latin1');
    assert.deepEqual(
      [...marksIn(body)],
      [
        { milliseconds: WRITTEN, line: 0 },
        { milliseconds: WRITTEN + 5, line: 12 },
      ],
    );
  });

  it('counts each line once, and counts repeats separately', () => {
    const arrivals = createArrivals();
    for (const line of [0, 5_000, 0, 1]) arrivals.add({ milliseconds: WRITTEN, line }, WRITTEN + 10);
    const { lines, repeats } = arrivals.report();
    assert.deepEqual({ lines, repeats }, { lines: 3, repeats: 1 });
  });

  it('reports the delays of the lines since the last report', () => {
    const arrivals = createArrivals();
    for (let line = 0; line < 100; line++) arrivals.add({ milliseconds: WRITTEN, line }, WRITTEN + line + 1);
    assert.deepEqual(arrivals.report().delay, { median: 50, p99: 99 });
    assert.equal(arrivals.report().delay, undefined);
  });
});
