import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { createLogFile, type Reading } from '../../../src/tail/chain/create-log-file.js';
import type { OpenedFile } from '../../../src/tail/chain/find-unread.js';
import type { LogFile } from '../../../src/tail/chain/log-file.js';
import { PastFiles } from '../../../src/tail/chain/past-files.js';
import { type Fingerprint, NO_BYTES } from '../../../src/tail/files/file-identity.js';
import type { TailOptions } from '../../../src/tail/tail-options.js';

test('what is settled after waiting pieces is saved as settled while later records are in flight', () => {
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

test('a file with records in flight is recognised as it was when it was closed', () => {
  const account = { read: 6, settled: 0, isInFlight: true };
  const progress = {
    account: () => account,
    settled: () => account.settled,
    changedAt: () => 1,
  } as unknown as TailOptions['progress'];
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

test('a deleted file with records in flight keeps its place before younger ones (torture 7001: disordered)', () => {
  const progress = {
    account: () => ({ read: 6, settled: 0, isInFlight: true }),
    settled: () => 0,
    changedAt: () => 1,
  } as unknown as TailOptions['progress'];
  const past = new PastFiles([], progress);
  for (const key of [1, 2]) {
    const file = { key, begun: true, settledAs: { offset: 0 } } as unknown as LogFile;
    const known = { device: 1n, inode: BigInt(key), head: NO_BYTES, before: NO_BYTES, offset: 6, size: 6, done: true };
    past.letGo(file, { ...known, id: `file ${key}` });
  }
  past.forget(({ inode }) => inode === 2n);
  assert.deepEqual(
    past.positions(() => false).map(({ id, inode }) => [id, inode]),
    [
      ['file 1', 0n],
      ['file 2', 2n],
    ],
  );
});

test('a settled file has progressed since, and the question does not close its account', () => {
  const ledger = { changes: 1, settled: 0, isOpen: true };
  const progress = {
    account: () => ({ read: 6, settled: ledger.settled, isInFlight: ledger.settled < 6 }),
    settled: () => ledger.settled,
    changedAt: () => (ledger.isOpen ? ledger.changes : 0),
    close: () => {
      ledger.isOpen = false;
    },
    get changes() {
      return ledger.changes;
    },
  } as unknown as TailOptions['progress'];
  const file = { key: 1, begun: true, settledAs: { offset: 0 } } as unknown as LogFile;
  const past = new PastFiles([], progress);
  past.letGo(file, { device: 1n, inode: 7n, head: NO_BYTES, before: NO_BYTES, offset: 6, size: 6, done: true });
  assert.equal(past.hasProgressed(1), false);
  Object.assign(ledger, { changes: 2, settled: 6 });
  assert.deepEqual(past.unsettled, []);
  assert.deepEqual(
    past.positions(() => false).map(({ done }) => done),
    [true],
  );
  assert.equal(ledger.isOpen, true);
  assert.equal(past.hasProgressed(1), true);
  past.closeSettled();
  assert.equal(ledger.isOpen, false);
  assert.deepEqual(past.unsettled, []);
  assert.equal(past.hasProgressed(1), true);
});

describe('what is settled after waiting pieces, if the file was truncated and continues in its copy', () => {
  const state = { settled: { to: 300, stdout: 100 } };
  const known = { device: 1n, inode: 2n, head: NO_BYTES, before: NO_BYTES, offset: 300, size: 300, done: false };

  /** The file is let go of, and a copy of it found, as often as said. */
  function copy(times: number, isInFlight: () => boolean): { past: PastFiles; file: LogFile } {
    const progress = {
      account: () => ({ read: 300, settled: 100, isInFlight: isInFlight() }),
      settled: () => 100,
      changedAt: () => 1,
    } as unknown as TailOptions['progress'];
    const consumer = { lineState: () => state };
    const past = new PastFiles([], progress);
    let file = { key: 1, begun: true, consumer, settledAs: { offset: 0 } } as unknown as LogFile;
    past.settledPart(file);
    for (let time = 0; time < times; time++) {
      past.letGo(file, known);
      const from = past.takeBack(past.memory.files[0]!);
      const bytes = { isCompressed: true, modified: () => 0n };
      const opened = { ...known, bytes, from } as unknown as OpenedFile;
      const reading = { source: {}, consumer } as unknown as Reading;
      file = createLogFile(reading, opened, { progress, now: () => 0, wallTime: () => 0 });
    }
    return { past, file };
  }

  for (const times of [1, 2]) {
    it(`is saved as settled, ${times === 1 ? 'once' : 'and again when that was truncated, too'} (6: copytruncate: duplicated)`, () => {
      const { past, file } = copy(times, () => false);
      assert.deepEqual(past.settledPart(file), { offset: 100, lines: state });
    });
  }

  it('is saved as settled while later records are in flight (6: copytruncate: duplicated)', () => {
    let isInFlight = false;
    const { past, file } = copy(1, () => isInFlight);
    isInFlight = true;
    assert.deepEqual(past.settledPart(file), { offset: 100, lines: state });
  });
});
