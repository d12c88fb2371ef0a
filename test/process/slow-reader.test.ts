import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { ShippedRecord } from '../support/shipped-record.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';
import { peakMemory, stopsReading } from './linux-process.js';
import { startPiped } from './pipe.js';

const LINES = 100_000;
const LINE_BYTES = 2_000;
const MOST_MEMORY = 150e6;

test('podtail sleeps while its reader sleeps (19: processor use when idle)', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  appendNumbered(file, 0, 5_000);
  const { podtail, lines } = startPiped(t, ['--include', file]);
  await lines(1);
  const { duration, processorTime } = await stopsReading(podtail.pid, 5_000 * LINE_BYTES);
  // A process that asks again and again whether it may continue uses all the time that it gets.
  assert.ok(processorTime < duration / 4, `${processorTime} ms of processor time in a pause of ${duration} ms`);
});

test('a reader that pauses gets everything, and podtail waits for it with little memory (30: out of memory under backpressure, or paused for ever)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeNumbered(file);
  const { podtail, lines } = startPiped(t, ['--include', file]);
  await lines(1);
  await stopsReading(podtail.pid, LINES * LINE_BYTES);
  const whilePaused = peakMemory(podtail.pid);
  // What comes while the reader sleeps is read too.
  appendNumbered(file, LINES, LINES + 10);
  const seen = await lines(LINES + 10);
  const all = peakMemory(podtail.pid);
  t.diagnostic(`peak of resident memory: ${whilePaused / 1e6} MB while paused, ${all / 1e6} MB in the end`);
  assert.ok(all < MOST_MEMORY, `${all} bytes were resident`);
  await endWell(podtail);
  await lines();
  assert.equal(seen.length, LINES + 10);
  const wrong = seen.findIndex((line, number) => !(JSON.parse(line) as ShippedRecord).message.startsWith(`${number} `));
  assert.equal(wrong, -1, seen[wrong]?.slice(0, 200));
});

test('while the reader is stuck and a file is written at full speed, reading stops, memory stays small, and reading continues by itself (30: out of memory under backpressure, or paused for ever)', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  appendNumbered(file, 0, 5_000);
  const { podtail, lines } = startPiped(t, ['--include', file]);
  await lines(1);
  await stopsReading(podtail.pid, 5_000 * LINE_BYTES);
  const flood = 300_000;
  const script = `yes ${'x'.repeat(999)} | head -n ${flood} >> "$1"`;
  await promisify(execFile)('sh', ['-c', script, 'sh', file]);
  const { duration } = await stopsReading(podtail.pid, flood * 1_000);
  const seen = await lines(5_000 + flood);
  const peak = peakMemory(podtail.pid);
  t.diagnostic(`peak of resident memory: ${peak / 1e6} MB; it read nothing for ${duration} ms or more`);
  assert.ok(peak < MOST_MEMORY, `${peak} bytes were resident`);
  await endWell(podtail);
  await lines();
  assert.equal(seen.length, 5_000 + flood);
});

/** About 200 MB of numbered lines. */
function writeNumbered(file: string): void {
  for (let from = 0; from < LINES; from += 1_000) appendNumbered(file, from, from + 1_000);
}

function appendNumbered(file: string, from: number, to: number): void {
  const lines = Array.from({ length: to - from }, (_, index) => `${from + index} `.padEnd(LINE_BYTES - 1, 'x'));
  const descriptor = openSync(file, 'a');
  writeSync(descriptor, `${lines.join('\n')}\n`);
  closeSync(descriptor);
}
