import assert from 'node:assert/strict';
import type { ShippedRecord } from '../../test/support/shipped-record.js';
import type { Input } from '../inputs/input.js';
import { parseLine } from './parse-line.js';
import { sampleLines } from './sample-lines.js';
import { type BaselineReport, pathFields } from './task.js';

/** Every so many-th record is compared; a prime, so that it is in step with nothing. */
const STEP = 997;

/** Throws unless a baseline did all its work; one that does not look at lines reports none. */
export function verifyReport(input: Input, report: BaselineReport, looksAtLines: boolean): void {
  assert.deepEqual(report, { bytes: input.bytes, lines: looksAtLines ? input.lines : 0 }, 'a baseline did less');
}

/**
 * Throws unless podtail's output has a record for each line of the input, and those looked at are right: all fields, in
 * the order of the input, where that is one file; else the fields of the path.
 */
export function verifyOutput(input: Input, outputPath: string): void {
  const { count, lines } = sampleLines(outputPath, STEP);
  assert.equal(count, input.lines, `podtail wrote ${count} records for ${input.lines} lines`);
  const records: ShippedRecord[] = lines.map((line) => JSON.parse(line));
  if (input.tree.runs.length === 1) {
    assert.deepEqual(records, expectedRecords(input), 'podtail wrote another record than expected');
    return;
  }
  const podsByUid = new Map(input.tree.runs.map((run) => [run.uid, pathFields(run)]));
  for (const record of records) {
    const { time, stream, message, ...fields } = record;
    assert.deepEqual(fields, podsByUid.get(String(fields.uid)), 'podtail wrote a record of another pod');
  }
}

function expectedRecords({ profile, tree }: Input): ShippedRecord[] {
  const run = tree.runs[0]!;
  const fields = pathFields(run);
  return sampleLines(run.files.path, STEP).lines.map((line) => ({ ...parseLine(profile.format, line), ...fields }));
}
