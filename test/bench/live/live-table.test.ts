import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CASES } from '../../../bench/live/live-case.js';
import { liveRows } from '../../../bench/live/live-table.js';
import type { LiveFigures } from '../../../bench/live/measure-agent.js';

const figures = (cpuShare: number): LiveFigures => ({
  startCpuSeconds: 0.5,
  firstArrival: 300,
  cpuShare,
  residentBytes: 60e6,
  peakResidentBytes: 80e6,
  delay: { median: 200, p99: 700 },
  written: 10,
  lost: 0,
  repeats: 0,
});

describe('the table of the live benchmark', () => {
  it('compares each agent with the first one, run by run', () => {
    const agents = [
      { name: 'podtail', runs: [figures(0.1), figures(0.2)] },
      { name: 'other', runs: [figures(0.2), figures(0.4)] },
    ];
    const rows = liveRows({ case: CASES[0]!, agents });
    assert.deepEqual(rows[1], ['other', '30.0', '2.00', '0.50', '300', '60', '200 / 700', '0', '0']);
  });

  it('says why an agent has no figures, and gives no ratio to an agent that delivered nothing', () => {
    const agents = [
      { name: 'podtail', runs: [figures(0)] },
      { name: 'other', runs: [], failure: 'it ended with 1' },
    ];
    const rows = liveRows({ case: CASES[0]!, agents });
    assert.equal(rows[0]![2], '');
    assert.equal(rows[1]![1], 'it ended with 1');
  });
});
