import { PADDED_LENGTH_BYTES, writePaddedLength } from '../format/padded-length.js';
import { beginRun, continuesRun, createPayload, type Payload, type PayloadRun, reserveRecords } from './payload.js';

/** The run that a record belongs to. */
export function runOf({ runs }: Payload, record: number): PayloadRun {
  return runs[indexOfRecord(runs, record)]!;
}

/** What holds a record, by its index: the latest that begins with it or before it. */
export function indexOfRecord(holders: readonly RecordHolder[], record: number): number {
  let low = 0;
  let high = holders.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holders[middle]!.firstRecord <= record) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Something that holds records which are one after the other, up to the first one of the next. */
export interface RecordHolder {
  readonly firstRecord: number;
}

/** Visits what holds the records of a range, in order, each with those of the range that it holds. */
export function forEachHolder<Holder extends RecordHolder>(
  holders: readonly Holder[],
  [first, end]: RecordRange,
  visit: (holder: Holder, first: number, end: number) => void,
): void {
  for (let index = indexOfRecord(holders, first), from = first; from < end; index++) {
    const to = Math.min(end, holders[index + 1]?.firstRecord ?? end);
    visit(holders[index]!, from, to);
    from = to;
  }
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

/** The id of the record that is at the byte offset `offset` of the physical file that `fileId` names. */
export function formatRecordId(fileId: string, offset: number): string {
  return `${fileId}-${offset.toString(36)}`;
}

/** What an id was made of; undefined for a text that is none. */
export function parseRecordId(id: string): { readonly fileId: string; readonly offset: number } | undefined {
  const [, fileId, digits] = /^([\w-]*)-([0-9a-z]+)$/.exec(id) ?? [];
  if (fileId === undefined || digits === undefined) return undefined;
  return { fileId, offset: Number.parseInt(digits, 36) };
}

/** Records that are one after the other: the index of the first, and the one just past the last. */
export type RecordRange = readonly [first: number, end: number];

/** Records, by their indexes (ascending), as few ranges. */
export function rangesOf(records: readonly number[]): RecordRange[] {
  const ranges: RecordRange[] = [];
  for (let at = 0; at < records.length; ) {
    const first = records[at]!;
    let end = first + 1;
    while (records[at + end - first] === end) end++;
    ranges.push([first, end]);
    at += end - first;
  }
  return ranges;
}

/** A payload of some of the records, in the order of `records` (ascending). */
export function selectRecords(payload: Payload, records: readonly number[]): Payload {
  return selectRanges(payload, rangesOf(records));
}

/** A payload of the records of these ranges (ascending). Runs that follow each other and share a header become one. */
export function selectRanges(payload: Payload, ranges: readonly RecordRange[]): Payload {
  const selected = createPayload(mostBytesOf(payload, ranges));
  reserveRecords(selected, countOf(ranges));
  for (const range of ranges) {
    forEachHolder(payload.runs, range, (run, first, end) => {
      if (!continuesRun(selected, run.template, run.fileId)) {
        writeRunLengths(selected);
        copyHeader(payload, run, selected);
      }
      copyRecords(payload, startOf(payload, run, first), first, end, selected);
    });
  }
  writeRunLengths(selected);
  return selected;
}

function countOf(ranges: readonly RecordRange[]): number {
  let count = 0;
  for (const [first, end] of ranges) count += end - first;
  return count;
}

/** Bytes of a payload of these ranges at most: each may need a header. */
function mostBytesOf(payload: Payload, ranges: readonly RecordRange[]): number {
  let bytes = 0;
  for (const [first, end] of ranges) {
    const run = runOf(payload, first);
    bytes += run.headerEnd - run.start + payload.ends[end - 1]! - startOf(payload, run, first);
  }
  return bytes;
}

/** Copies records that are one after the other in a run: `start` is where the first begins. There is room for them. */
export function copyRecords(from: Payload, start: number, first: number, end: number, to: Payload): void {
  const moved = to.length - start;
  to.length += from.buffer.copy(to.buffer, to.length, start, from.ends[end - 1]!);
  for (let record = first; record < end; record++) {
    to.ends[to.records] = from.ends[record]! + moved;
    to.offsets[to.records++] = from.offsets[record]!;
  }
}

/** Index in the payload where a record begins, behind its run's header. */
export function startOf({ ends }: Payload, { firstRecord, headerEnd }: PayloadRun, record: number): number {
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
