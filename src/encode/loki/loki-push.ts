import { PADDED_LENGTH_BYTES } from '../../format/padded-length.js';
import {
  beginRun,
  createPayload,
  endRecord,
  type Payload,
  type PayloadRun,
  reservePayload,
  reserveRecords,
} from '../../record/payload.js';
import { recordBytes, runOf, writeRunLengths } from '../../record/payload-records.js';
import { STREAM_LENGTHS, TIMESTAMP_SECONDS_AT } from './loki-messages.js';
import { templateOf } from './loki-payload.js';
import type { LokiTemplate } from './loki-template.js';

/** Consecutive records of a payload that are of one stream. */
export interface StreamRun {
  /** The labels as Loki writes them. */
  readonly stream: string;
  /** The labels of the stream for those that are too far behind; undefined where there is none. */
  readonly lateStream: string | undefined;
  readonly firstRecord: number;
  /** Index just past the last record. */
  readonly end: number;
  readonly bytes: number;
  /** Times of the oldest and the newest record, in seconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
  /** Whether no record is a second older than one before it. */
  readonly isInOrder: boolean;
}

/** The streams of a payload, run by run. */
export function streamRuns(
  payload: Payload,
  lateOf: (template: LokiTemplate) => LokiTemplate | undefined,
): StreamRun[] {
  const { runs, records } = payload;
  return runs.map((run, index) => {
    const template = templateOf(run);
    const end = runs[index + 1]?.firstRecord ?? records;
    const bytes = payload.ends[end - 1]! - run.start;
    const { firstRecord } = run;
    return {
      stream: template.stream,
      lateStream: lateOf(template)?.stream,
      firstRecord,
      end,
      bytes,
      ...times(payload, run, end),
    };
  });
}

function times({ buffer, ends }: Payload, { firstRecord, headerEnd }: PayloadRun, end: number) {
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  let isInOrder = true;
  let start = headerEnd;
  for (let record = firstRecord; record < end; record++) {
    const seconds = secondsAt(buffer, start);
    if (seconds < newest) isInOrder = false;
    else newest = seconds;
    if (seconds < oldest) oldest = seconds;
    start = ends[record]!;
  }
  return { oldest, newest, isInOrder };
}

/** The time of a record, in seconds since 1970. */
export function secondsOf(payload: Payload, record: number): number {
  const { firstRecord, headerEnd } = runOf(payload, record);
  return secondsAt(payload.buffer, record === firstRecord ? headerEnd : payload.ends[record - 1]!);
}

/** Of the entry that begins there: its tag, its length, and its timestamp, of which the seconds are a padded varint. */
function secondsAt(buffer: Buffer, start: number): number {
  let at = start + 1;
  while (buffer[at]! >= 0x80) at++;
  at += 1 + TIMESTAMP_SECONDS_AT;
  let seconds = 0;
  let scale = 1;
  for (let place = 0; place < PADDED_LENGTH_BYTES; place++) {
    seconds += (buffer[at + place]! & 0x7f) * scale;
    scale *= 0x80;
  }
  return seconds;
}

/** Records of a payload, in the order in which they are to be sent, and whether each goes to the stream for late ones. */
export interface PushRecords {
  readonly records: readonly number[];
  isLate(record: number): boolean;
}

/** A payload of these records. Those of the same stream that follow each other share its header. */
export function composePush(
  payload: Payload,
  { records, isLate }: PushRecords,
  lateOf: (template: LokiTemplate) => LokiTemplate | undefined,
): Payload {
  const composed = createPayload(payload.length);
  reserveRecords(composed, records.length);
  for (const record of records) {
    const { template, fileId } = runOf(payload, record);
    const own = template as LokiTemplate;
    const target = (isLate(record) ? lateOf(own) : undefined) ?? own;
    if (composed.runs.at(-1)?.template !== target) {
      writeRunLengths(composed);
      reservePayload(composed, target.header.length);
      const start = composed.length;
      composed.length += target.header.copy(composed.buffer, start);
      beginRun(composed, target, fileId, start, STREAM_LENGTHS);
    }
    const bytes = recordBytes(payload, record);
    reservePayload(composed, bytes.length);
    composed.length += bytes.copy(composed.buffer, composed.length);
    endRecord(composed, payload.offsets[record]!);
  }
  writeRunLengths(composed);
  return composed;
}
