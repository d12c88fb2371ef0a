import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CatchUp, createCatchUp, lagOnDisk } from '../../src/pipeline/catch-up.js';
import type { LogSource } from '../../src/record/log-source.js';
import { RecordFlag } from '../../src/record/record-block.js';
import type { LineConsumer } from '../../src/tail/line-consumer.js';
import { blockOf } from '../support/blocks.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const FULL = 256 * 1024;

interface Room {
  readonly catchUp: CatchUp;
  log(path: string, lag: number): Log;
  pass(milliseconds: number): void;
}

interface Log {
  readonly source: LogSource;
  /** Whether it may be read now. */
  isReady(): boolean;
  /** Reads so many bytes, whose last line is so many seconds old; undefined: its lines bear no times. */
  read(length: number, age: number | undefined): void;
}

function createRoom(bytesPerSecond = FULL): Room {
  let now = 0;
  const lags = new Map<string, number>();
  const catchUp = createCatchUp(() => ({ bytesPerSecond, order: 'oldest' }), {
    readBytes: FULL,
    now: () => now,
    wallTime: () => NOW + now,
    lagOf: ({ path }) => lags.get(path) ?? 0,
    backlog: () => ({ logs: 0, bytes: 0 }),
  });
  const delivery = catchUp.before({ append: () => {} });
  return {
    catchUp,
    pass(milliseconds) {
      now += milliseconds;
    },
    log(path, lag) {
      lags.set(path, lag);
      const source = { path, metadata: {}, writtenByRuntime: true };
      let age: number | undefined;
      const consumer: LineConsumer = {
        hasPartialLine: false,
        waiting: () => 0,
        lineState: () => undefined,
        beginFile: () => {},
        take(length) {
          const time = new Date(NOW + now - (age ?? 0) * 1000).toISOString();
          const flags = age === undefined ? 0 : RecordFlag.stdout;
          delivery.append(blockOf(source, [{ message: 'm', time, flags }]), new Map());
          return length;
        },
        takeHalfLine: () => true,
        takeLineTooLong: () => {},
        flushPartialLines: () => {},
      };
      const watched = catchUp.watch(source, consumer);
      return {
        source,
        isReady: () => catchUp.readyAt(source) <= now,
        read(length, ageOfLast) {
          age = ageOfLast;
          watched.take(length, 0);
        },
      };
    },
  };
}

test('logs that are behind are read at the configured rate in total', () => {
  const { log, pass, catchUp } = createRoom(FULL);
  const logs = ['a', 'b', 'c'].map((path) => log(path, 100 * FULL));
  let reads = 0;
  for (let step = 0; step < 100; step++) {
    for (const each of logs) {
      if (!each.isReady()) continue;
      each.read(FULL, 3600);
      reads++;
    }
    pass(100);
  }
  // Ten seconds' worth, and what a full bucket gives at first.
  assert.ok(reads >= 10 && reads <= 12, `${reads} reads`);
  assert.deepEqual(catchUp.status(), { behind: 3, bytesPerSecond: FULL, order: 'oldest', backlogBytes: 0 });
});

test('a log that is not behind is read at once while others wait', () => {
  const { log } = createRoom();
  const behind = log('behind', 100 * FULL);
  const fresh = log('fresh', 1000);
  while (behind.isReady()) behind.read(FULL, 3600);
  for (let read = 0; read < 10; read++) {
    assert.equal(fresh.isReady(), true);
    fresh.read(500, 0);
  }
});

test('a log that was read to its end is no longer behind, even with old lines', () => {
  const { log, catchUp } = createRoom();
  const one = log('one', 2 * FULL);
  while (one.isReady()) one.read(FULL, 3600);
  one.read(100, 3600);
  assert.deepEqual([one.isReady(), catchUp.status()?.behind], [true, 0]);
});

test('a busy log is not behind while its lines are recent', () => {
  const { log } = createRoom();
  const busy = log('busy', 0);
  for (let read = 0; read < 10; read++) {
    busy.read(FULL, 1);
    assert.equal(busy.isReady(), true);
  }
  for (let read = 0; read < 3; read++) busy.read(FULL, 60);
  assert.equal(busy.isReady(), false, 'it fell behind');
});

test('a log without times in its lines is behind while reads are full', () => {
  const { log } = createRoom();
  const raw = log('raw', 100 * FULL);
  for (let read = 0; read < 3; read++) raw.read(FULL, undefined);
  assert.equal(raw.isReady(), false);
  raw.read(10, undefined);
  assert.equal(raw.isReady(), true);
});

test('logs that are no longer followed are forgotten', () => {
  const { log, catchUp } = createRoom();
  const logs = Array.from({ length: 10 }, (_, index) => log(`${index}`, 100 * FULL));
  for (const each of logs) each.isReady();
  assert.equal(catchUp.status()?.behind, 10);
  catchUp.tidy([logs[0]!.source]);
  assert.equal(catchUp.status()?.behind, 1);
});

test('without the key there is no limit', () => {
  const none = createCatchUp(() => undefined, {
    readBytes: FULL,
    now: () => 0,
    wallTime: () => 0,
    lagOf: () => 100 * FULL,
    backlog: () => ({ logs: 0, bytes: 0 }),
  });
  assert.deepEqual([none.readyAt({ path: 'a', metadata: {}, writtenByRuntime: true }), none.status()], [0, undefined]);
});

test('the lag of a new log is what its file has after the saved offset of that inode', (t) => {
  const file = join(temporaryFolder(t), '0.log');
  fs.writeFileSync(file, 'x'.repeat(1000));
  const inode = fs.statSync(file, { bigint: true }).ino.toString();
  assert.equal(lagOnDisk(file, []), 1000);
  assert.equal(lagOnDisk(file, [{ inode: '1', offset: 900 }]), 1000);
  assert.equal(lagOnDisk(file, [{ inode, offset: 900 }]), 100);
  assert.equal(lagOnDisk(`${file}.gone`, []), 0);
});
