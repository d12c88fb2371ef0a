import type { Payload } from '../record/payload.js';
import { forEachHolder, indexOfRecord, type RecordRange, rangesOf, selectRanges } from '../record/payload-records.js';
import { type PackedPayload, packedBytes, packPayload, unpackPayload } from './pack.js';

/** A log, as far as a lane is concerned: records of one are kept in order. */
export interface HeldLog {
  /** So many bytes of it are held from now on, or, below 0, no more. */
  hold(bytes: number): void;
  /** Something of it was settled. */
  delivered(): void;
}

/** Records of a part that are of the same log: from `firstRecord` to the next span, or to the last record. */
interface Span {
  readonly firstRecord: number;
  readonly log: HeldLog;
}

/** What is sent by one request: a payload, and which of its records belong to which log. */
export interface Part {
  /** Without its bytes while the part is packed. */
  readonly payload: Payload;
  readonly spans: readonly Span[];
  /** A small copy, once there is one: of a part that is to be sent again. */
  readonly packed?: PackedPayload;
}

/** What a batch has of one log. */
interface LogOfBatch {
  /** Bytes that the log is charged with, until the batch is settled. */
  bytes: number;
  /** Per physical file, by its key, the byte offset (exclusive) up to which it is settled once the batch is. */
  readonly settles: Map<number, number>;
}

/** Records on their way, with what they settle. A lane fills it, sends it, and lets it go when all of it is settled. */
export interface Batch {
  /** What is still to be sent, in order. */
  readonly parts: Part[];
  /** When its first record came, in milliseconds of the clock. */
  readonly since: number;
  readonly logs: Map<HeldLog, LogOfBatch>;
  /** Memory that the lane may use again once the batch is settled; undefined if the batch has none of a lane. */
  payload?: Payload | undefined;
}

/** Makes a batch that is to be filled with records, in that payload. */
export function beginBatch(payload: Payload, since: number): FillingBatch {
  const spans: Span[] = [];
  return { payload, spans, parts: [{ payload, spans }], since, logs: new Map() };
}

/** A batch that has a single part, to which records are appended. */
export interface FillingBatch extends Batch {
  readonly payload: Payload;
  readonly spans: Span[];
}

/** Charges the log for records that were appended to the payload, from `firstRecord` on. */
export function addRecords(batch: FillingBatch, log: HeldLog, firstRecord: number, bytes: number): void {
  if (batch.spans.at(-1)?.log !== log) batch.spans.push({ firstRecord, log });
  shareOf(batch, log).bytes += bytes;
  log.hold(bytes);
}

/** Says up to where a file of the log is settled by the batch. Returns whether the batch had nothing of that file. */
export function addMark(batch: Batch, log: HeldLog, fileKey: number, offset: number): boolean {
  const { settles } = shareOf(batch, log);
  const isFirst = !settles.has(fileKey);
  settles.set(fileKey, offset);
  return isFirst;
}

function shareOf({ logs }: Batch, log: HeldLog): LogOfBatch {
  let share = logs.get(log);
  if (share === undefined) {
    share = { bytes: 0, settles: new Map() };
    logs.set(log, share);
  }
  return share;
}

/** Nothing of the batch is held any more. */
export function letGo({ logs }: Batch): void {
  for (const [log, { bytes }] of logs) log.hold(-bytes);
}

/** The log that a record of the part is of. */
export function logOfRecord({ spans }: Part, record: number): HeldLog {
  return spans[indexOfRecord(spans, record)]!.log;
}

/** A part of the records of these ranges (ascending), with memory of its own. */
export function selectPart(part: Part, ranges: readonly RecordRange[]): Part {
  const spans: Span[] = [];
  let place = 0;
  for (const range of ranges) {
    forEachHolder(part.spans, range, ({ log }, first, end) => {
      if (spans.at(-1)?.log !== log) spans.push({ firstRecord: place, log });
      place += end - first;
    });
  }
  return { payload: selectRanges(part.payload, ranges), spans };
}

/**
 * Takes all that is still to be sent of some logs out of a batch, with what it settles: a batch of its own, whose logs
 * are charged for what it holds. Returns undefined if the batch has nothing of them.
 */
export function takeOut(batch: Batch, logs: ReadonlySet<HeldLog>): Batch | undefined {
  const taken: Batch = { parts: [], since: batch.since, logs: new Map() };
  for (const [log, share] of batch.logs) {
    if (!logs.has(log)) continue;
    batch.logs.delete(log);
    taken.logs.set(log, share);
  }
  if (taken.logs.size === 0) return undefined;
  for (const kept of batch.parts.splice(0)) {
    const part = unpackPart(kept);
    const isTaken = Array.from({ length: part.payload.records }, (_, record) => logs.has(logOfRecord(part, record)));
    const recordsThat = (are: boolean): number[] => isTaken.flatMap((is, record) => (is === are ? [record] : []));
    if (isTaken.includes(true)) taken.parts.push(selectPart(part, rangesOf(recordsThat(true))));
    if (!isTaken.includes(true)) batch.parts.push(kept);
    else if (isTaken.includes(false)) batch.parts.push(selectPart(part, rangesOf(recordsThat(false))));
  }
  chargeAnew(taken);
  return taken;
}

/** Charges the logs of a batch for what it still holds: some of it may have been delivered. */
function chargeAnew({ parts, logs }: Batch): void {
  const bytes = new Map<HeldLog, number>();
  for (const part of parts) {
    const { payload, spans, packed } = part;
    const ratio = packed !== undefined && packed.rest === payload ? packedBytes(packed) / payload.length : 1;
    for (const [index, { firstRecord, log }] of spans.entries()) {
      const start = firstRecord === 0 ? 0 : payload.ends[firstRecord - 1]!;
      const end = payload.ends[(spans[index + 1]?.firstRecord ?? payload.records) - 1]!;
      bytes.set(log, (bytes.get(log) ?? 0) + Math.ceil((end - start) * ratio));
    }
  }
  for (const [log, share] of logs) {
    const held = bytes.get(log) ?? 0;
    log.hold(held - share.bytes);
    share.bytes = held;
  }
}

/** Charges the logs of a batch for memory that it takes besides its records, as long as it is held. */
export function chargeOverhead({ logs }: Batch, bytes: number, bytesOfLog: number): void {
  const each = Math.ceil(bytes / logs.size) + bytesOfLog;
  for (const [log, share] of logs) {
    share.bytes += each;
    log.hold(each);
  }
}

/** Makes a batch small in memory until it is sent again. What the lane lent it is not needed any more. */
export function packBatch(batch: Batch): void {
  for (const [place, { payload, spans, packed = packPayload(payload) }] of batch.parts.entries()) {
    batch.parts[place] = { payload: packed.rest, spans, packed };
  }
  chargeAnew(batch);
}

/** The part with its bytes. */
export function unpackPart(part: Part): Part {
  const { payload, packed } = part;
  return packed === undefined || packed.rest !== payload ? part : { ...part, payload: unpackPayload(packed) };
}
