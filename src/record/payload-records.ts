import { PADDED_LENGTH_BYTES, writePaddedLength } from '../format/padded-length.js';
import { beginRun, createPayload, type Payload, type PayloadRun, reserveRecords } from './payload.js';

/** The run that a record belongs to. */
export function runOf(payload: Payload, record: number): PayloadRun {
  return payload.runs[runIndexOf(payload, record)]!;
}

function runIndexOf({ runs }: Payload, record: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.firstRecord <= record) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The bytes of a record, without its run's header. A view of the payload's memory. */
export function recordBytes(payload: Payload, record: number): Buffer {
  return payload.buffer.subarray(startOf(payload, runOf(payload, record), record), payload.ends[record]!);
}

/**
 * The record's id: the same whenever the record is read again, also after a crash, and no other record's. Made of the
 * container, the physical file's first line (`fileId`) and the record's offset in it.
 */
export function recordId(payload: Payload, record: number): string {
  return formatRecordId(runOf(payload, record).fileId, payload.offsets[record]!);
}

/** The id of the record that stands at the byte offset `offset` of the physical file that `fileId` names. */
export function formatRecordId(fileId: string, offset: number): string {
  return `${fileId}-${offset.toString(36)}`;
}

/** What an id was made of; undefined for a text that is none. */
export function parseRecordId(id: string): { readonly fileId: string; readonly offset: number } | undefined {
  const [, fileId, digits] = /^([\w-]*)-([0-9a-z]+)$/.exec(id) ?? [];
  if (fileId === undefined || digits === undefined) return undefined;
  return { fileId, offset: Number.parseInt(digits, 36) };
}

/** A payload of some of the records, in the order of `records` (ascending). */
export function selectRecords(payload: Payload, records: readonly number[]): Payload {
  const ranges = [...rangesOf(payload, records)];
  const selected = createPayload(selectedBytes(payload, ranges));
  reserveRecords(selected, records.length);
  let latest: PayloadRun | undefined;
  for (const { run, first, end } of ranges) {
    if (run !== latest) copyHeader(payload, run, selected);
    latest = run;
    const start = startOf(payload, run, first);
    const moved = selected.length - start;
    selected.length += payload.buffer.copy(selected.buffer, selected.length, start, payload.ends[end - 1]!);
    for (let record = first; record < end; record++) {
      selected.ends[selected.records] = payload.ends[record]! + moved;
      selected.offsets[selected.records++] = payload.offsets[record]!;
    }
    if (run.lengths.length > 0) writeRunLengths(selected);
  }
  return selected;
}

/** Records of one run that stand one after the other: the first, and the index just past the last. */
interface RecordRange {
  readonly run: PayloadRun;
  readonly first: number;
  readonly end: number;
}

/** Records, ascending, as few ranges: each of them is copied in one step. */
function* rangesOf(payload: Payload, records: readonly number[]): Generator<RecordRange> {
  for (let at = 0; at < records.length; ) {
    const first = records[at]!;
    const index = runIndexOf(payload, first);
    const run = payload.runs[index]!;
    const next = payload.runs[index + 1];
    const runEnd = next?.firstRecord ?? payload.records;
    let end = first + 1;
    while (end < runEnd && records[at + end - first] === end) end++;
    yield { run, first, end };
    at += end - first;
  }
}

function selectedBytes(payload: Payload, ranges: readonly RecordRange[]): number {
  let bytes = 0;
  let latest: PayloadRun | undefined;
  for (const { run, first, end } of ranges) {
    if (run !== latest) bytes += run.headerEnd - run.start;
    latest = run;
    bytes += payload.ends[end - 1]! - startOf(payload, run, first);
  }
  return bytes;
}

/** Index in the payload where a record begins, behind its run's header. */
function startOf({ ends }: Payload, { firstRecord, headerEnd }: PayloadRun, record: number): number {
  return record === firstRecord ? headerEnd : ends[record - 1]!;
}

/** Writes the lengths in the latest run's header, as that goes to the payload's end. */
export function writeRunLengths({ buffer, length, runs }: Payload): void {
  const run = runs.at(-1);
  if (run === undefined) return;
  for (const place of run.lengths) {
    const at = run.start + place;
    writePaddedLength(buffer, at, length - at - PADDED_LENGTH_BYTES);
  }
}

function copyHeader(from: Payload, { start, headerEnd, template, fileId, lengths }: PayloadRun, to: Payload): void {
  const copyStart = to.length;
  to.length += from.buffer.copy(to.buffer, to.length, start, headerEnd);
  beginRun(to, template, fileId, copyStart, lengths);
}
