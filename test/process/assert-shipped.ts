import assert from 'node:assert/strict';
import type { ContainerRun } from '../support/container-run.js';
import type { PodtailProcess } from '../support/podtail-process.js';
import { expectedRecords, recordText, type ShippedRecord } from '../support/shipped-record.js';

/**
 * Fails unless podtail put out exactly what the runs wrote: each line once, with all its fields, in the order of its
 * stream; and nothing but valid UTF-8 and JSON.
 */
export function assertShipped(podtail: PodtailProcess, runs: readonly ContainerRun[]): void {
  assertRecords(podtail.seen, runs);
  assert.deepEqual(podtail.notJson, []);
  assert.ok(podtail.validUtf8, 'standard output is valid UTF-8');
}

/** The same of records that may come from several podtails, one after the other. */
export function assertRecords(records: readonly ShippedRecord[], runs: readonly ContainerRun[]): void {
  const expected = byStream(runs.flatMap(expectedRecords));
  const shipped = byStream(records);
  for (const [stream, records] of expected) assertSame(shipped.get(stream) ?? [], records, stream);
  assert.deepEqual(
    [...shipped.keys()].filter((stream) => !expected.has(stream)),
    [],
    'streams that nobody wrote',
  );
}

/** How many lines the runs have written so far. */
export function countLines(runs: readonly ContainerRun[]): number {
  return runs.reduce((sum, run) => sum + run.written.length, 0);
}

/** Ends podtail as a service manager does. */
export async function endWell(podtail: PodtailProcess): Promise<void> {
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null }, podtail.log.join('\n'));
}

function byStream(records: readonly ShippedRecord[]): Map<string, ShippedRecord[]> {
  const streams = new Map<string, ShippedRecord[]>();
  for (const record of records) {
    const { namespace, pod, uid, container, restart, stream } = record;
    const key = [namespace, pod, uid, container, restart, stream].join(' ');
    const known = streams.get(key);
    if (known === undefined) streams.set(key, [record]);
    else known.push(record);
  }
  return streams;
}

/** Says where two long lists differ first, in few words. */
function assertSame(actual: readonly ShippedRecord[], expected: readonly ShippedRecord[], stream: string): void {
  const length = Math.max(actual.length, expected.length);
  for (let index = 0; index < length; index++) {
    const [found, wanted] = [actual[index], expected[index]].map((record) => record && recordText(record));
    if (found === wanted) continue;
    const counts = `${expected.length} lines written, ${actual.length} came`;
    assert.fail(
      `${stream}: ${counts}; line ${index} is\n  ${found?.slice(0, 400)}\nand should be\n  ${wanted?.slice(0, 400)}`,
    );
  }
}
