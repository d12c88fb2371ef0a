import { PADDED_LENGTH_BYTES, writePaddedLength } from '../format/padded-length.js';
import { beginRun, createPayload, endRecord, type Payload, type PayloadRun, reserveRecords } from './payload.js';

/** The run that a record belongs to. */
export function runOf({ runs }: Payload, record: number): PayloadRun {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.firstRecord <= record) low = middle;
    else high = middle - 1;
  }
  return runs[low]!;
}

/** The bytes of a record, without its run's header. A view of the payload's memory. */
export function recordBytes(payload: Payload, record: number): Buffer {
  const { buffer, ends } = payload;
  const { firstRecord, headerEnd } = runOf(payload, record);
  return buffer.subarray(record === firstRecord ? headerEnd : ends[record - 1]!, ends[record]!);
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
  const selected = createPayload(selectedBytes(payload, records));
  reserveRecords(selected, records.length);
  let latest: PayloadRun | undefined;
  for (const record of records) {
    const run = runOf(payload, record);
    if (run !== latest) copyHeader(payload, run, selected);
    latest = run;
    selected.length += recordBytes(payload, record).copy(selected.buffer, selected.length);
    endRecord(selected, payload.offsets[record]!);
    if (run.lengths.length > 0) writeRunLengths(selected);
  }
  return selected;
}

function selectedBytes(payload: Payload, records: readonly number[]): number {
  let bytes = 0;
  let latest: PayloadRun | undefined;
  for (const record of records) {
    const run = runOf(payload, record);
    if (run !== latest) bytes += run.headerEnd - run.start;
    latest = run;
    bytes += recordBytes(payload, record).length;
  }
  return bytes;
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
