import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNewFiles } from '../../src/pipeline/new-files.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { LineConsumer } from '../../src/tail/line-consumer.js';

const PLAIN: LogSource = { path: '/logs/app.log', metadata: {}, writtenByRuntime: false };

const consumer: LineConsumer = {
  hasPartialLine: false,
  waiting: () => 0,
  lineState: () => undefined,
  beginFile: () => {},
  take: (length) => length,
  takeHalfLine: () => true,
  takeLineTooLong: () => {},
  flushPartialLines: () => {},
};

/** Watches a log whose positions take 10 milliseconds to be saved. */
function watch(source: LogSource) {
  let now = 0;
  let saves = 0;
  const files = createNewFiles(
    () => {
      saves++;
      now += 10;
    },
    () => now,
  );
  const watched = files.watch(source, consumer);
  return {
    begin: (offset: number) => watched.beginFile(1, offset, 'id'),
    /** Says how often positions were saved, up to that moment. */
    savesAfter: (milliseconds: number) => {
      now += milliseconds;
      files.saveIfBegun();
      return saves;
    },
  };
}

test('positions are saved once after application files were begun, once for all that were begun in one step', () => {
  const log = watch(PLAIN);
  assert.equal(log.savesAfter(0), 0);
  log.begin(7);
  assert.equal(log.savesAfter(0), 0, 'it is known already');
  log.begin(0);
  log.begin(0);
  assert.equal(log.savesAfter(0), 1);
  assert.equal(log.savesAfter(1_000), 1);
});

test('positions are not saved for new files of a runtime, whose ids need no birthmark', () => {
  const log = watch({ ...PLAIN, writtenByRuntime: true });
  log.begin(0);
  assert.equal(log.savesAfter(0), 0);
});

test('saving takes at most a tenth of the time, and postponed saves are made up for', () => {
  const log = watch(PLAIN);
  log.begin(0);
  assert.equal(log.savesAfter(0), 1);
  log.begin(0);
  assert.equal(log.savesAfter(89), 1);
  assert.equal(log.savesAfter(1), 2);
});
