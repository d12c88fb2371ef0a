import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogFile } from '../../src/tail/log-file.js';
import { PastFiles } from '../../src/tail/past-files.js';
import type { TailOptions } from '../../src/tail/tail-options.js';

test('what was settled behind pieces that wait is saved as settled, while records behind them are in flight', () => {
  const account = { read: 100, settled: 100, isInFlight: false };
  const state = { settled: { to: 300, stdout: 100 } };
  const progress = { account: () => account } as unknown as TailOptions['progress'];
  const consumer = { lineState: () => state };
  const file = { key: 1, begun: true, consumer, settledAs: { offset: 0 } } as unknown as LogFile;
  const past = new PastFiles([], progress);
  assert.deepEqual(past.settledPart(file), { offset: 100, lines: state });
  account.isInFlight = true;
  assert.deepEqual(past.settledPart(file), { offset: 100, lines: state });
  account.settled = 400;
  assert.deepEqual(past.settledPart(file), { offset: 400 });
});
