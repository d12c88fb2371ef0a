import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fingerprint } from '../../src/tail/file-identity.js';
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

test('a file whose records are in flight is known by what it was known by when it was closed', () => {
  const account = { read: 6, settled: 0, isInFlight: true };
  const progress = { account: () => account, settled: () => account.settled } as unknown as TailOptions['progress'];
  const file = { key: 1, begun: true, settledAs: { offset: 0 } } as unknown as LogFile;
  const [head, before] = [6, 14].map((length) => ({ length, hash: `of ${length}` })) as [Fingerprint, Fingerprint];
  const known = { device: 1n, inode: 7n, head, before, offset: 6, size: 14, done: true };
  for (const [beforeAt, expected] of [
    [14, 14],
    [undefined, 6],
  ] as const) {
    const past = new PastFiles([], progress);
    past.letGo(file, beforeAt === undefined ? known : { ...known, beforeAt });
    assert.deepEqual(
      past.positions(() => false),
      [{ ...known, offset: 0, beforeAt: expected, done: false, place: 1 }],
    );
  }
});
