import type { Payload } from '../record/payload.js';
import { forEachHolder, indexOfRecord, type RecordRange, rangesOf, selectRanges } from '../record/payload-records.js';
import { type PackedPayload, packedBytes, packPayload, unpackPayload } from './pack.js';

/** A log, as far as a lane is concerned: records of one are kept in order. */
export interface HeldLog {
  /** Adds to the held bytes of the log. Negative: fewer are held. */
  hold(bytes: number): void;
  /** Called when records of the log are delivered. */
  delivered(): void;
}

/** Consecutive records of one log in a part: from `firstRecord` to the next span, or to the last record. */
interface Span {
  readonly firstRecord: number;
  readonly log: HeldLog;
}

/** The content of one request: a payload, and which of its records belong to which log. */
export interface Part {
  /** Has no bytes while the part is packed. */
  readonly payload: Payload;
  readonly spans: readonly Span[];
  /** A compressed copy of a part that waits to be sent again. */
  readonly packed?: PackedPayload;
}

/** The share of one log in a batch. */
interface LogOfBatch {
  /** Bytes that count as held for the log until the batch is settled. */
  bytes: number;
  /**
   * For each physical file, by its key: the byte offset (exclusive) up to which it is settled once the batch is
   * settled.
   */
  readonly settles: Map<number, number>;
}

/**
 * Records on their way to a sink, with the offsets that they settle. A lane fills a batch, sends it, and drops it once
 * all of it is settled.
 */
export interface Batch {
  /** The unsent parts, in order. */
  readonly parts: Part[];
  /** When its first record was appended, in milliseconds of the clock. */
  readonly since: number;
  readonly logs: Map<HeldLog, LogOfBatch>;
  /** Memory that the lane may use again once the batch is settled; undefined if the batch has none of a lane. */
  payload?: Payload | undefined;
}

/** Creates an empty batch whose records go into that payload. */
export function beginBatch(payload: Payload, since: number): FillingBatch {
  const spans: Span[] = [];
  return { payload, spans, parts: [{ payload, spans }], since, logs: new Map() };
}

/** A batch with a single part, which is being filled. */
export interface FillingBatch extends Batch {
  readonly payload: Payload;
  readonly spans: Span[];
}

/** Counts the records from `firstRecord` on, which were just appended, as held for the log. */
export function addRecords(batch: FillingBatch, log: HeldLog, firstRecord: number, bytes: number): void {
  if (batch.spans.at(-1)?.log !== log) batch.spans.push({ firstRecord, log });
  shareOf(batch, log).bytes += bytes;
  log.hold(bytes);
}

/** Records up to where the batch settles a file of the log. Returns whether this is the first mark of that file. */
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

/** Releases everything that counts as held for the batch. */
export function letGo({ logs }: Batch): void {
  for (const [log, { bytes }] of logs) log.hold(-bytes);
}

/** The log of a record of the part. */
export function logOfRecord({ spans }: Part, record: number): HeldLog {
  return spans[indexOfRecord(spans, record)]!.log;
}

/** A part with the records of these ranges (ascending), in its own memory. */
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
 * Moves all unsent records of some logs, with the offsets that they settle, into a batch of its own. Its bytes count as
 * held for these logs. Undefined if the batch has no records of them.
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

/** Counts again what a batch holds for each of its logs, because some of it may be delivered. */
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

/** Counts memory besides the records of a batch as held for its logs, as long as the batch is held. */
export function chargeOverhead({ logs }: Batch, bytes: number, bytesOfLog: number): void {
  const each = Math.ceil(bytes / logs.size) + bytesOfLog;
  for (const [log, share] of logs) {
    share.bytes += each;
    log.hold(each);
  }
}

/** Compresses a batch in memory until it is sent again, and releases the payload of the lane. */
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
