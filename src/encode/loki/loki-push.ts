import { PADDED_LENGTH_BYTES } from '../../format/padded-length.js';
import { createPayload, type Payload, type PayloadRun, reservePayload, reserveRecords } from '../../record/payload.js';
import { copyRecords, forEachHolder, runOf, startOf, writeRunLengths } from '../../record/payload-records.js';
import type { StreamPiece, StreamRun } from '../../record/stream-run.js';
import { openRun } from '../protobuf/run-header.js';
import { TIMESTAMP_SECONDS_AT } from './loki-messages.js';
import { streamOf } from './loki-payload.js';
import type { LokiStream } from './loki-template.js';

/** The streams of a payload, run by run. */
export function streamRuns(payload: Payload, lateOf: (stream: LokiStream) => LokiStream | undefined): StreamRun[] {
  const { runs, records } = payload;
  return runs.map((run, index) => streamRun(payload, run, runs[index + 1]?.firstRecord ?? records, lateOf));
}

function streamRun(
  { buffer, ends }: Payload,
  run: PayloadRun,
  end: number,
  lateOf: (stream: LokiStream) => LokiStream | undefined,
): StreamRun {
  const { firstRecord, headerEnd } = run;
  const own = streamOf(run);
  const { stream } = own;
  const lateStream = lateOf(own)?.stream;
  const bytes = ends[end - 1]! - run.start;
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
  return { stream, lateStream, firstRecord, end, bytes, oldest, newest, isInOrder };
}

/** The time of a record, in seconds since 1970. */
export function secondsOf(payload: Payload, record: number): number {
  const { firstRecord, headerEnd } = runOf(payload, record);
  return secondsAt(payload.buffer, record === firstRecord ? headerEnd : payload.ends[record - 1]!);
}

/**
 * The seconds of the entry that begins at `start`. After its tag and length comes the timestamp, whose seconds are a
 * padded varint.
 */
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

/** Composes a payload of pieces, in order. Consecutive pieces of the same stream share its header. */
export function composePush(
  payload: Payload,
  pieces: readonly StreamPiece[],
  lateOf: (stream: LokiStream) => LokiStream | undefined,
): Payload {
  const composed = createPayload(payload.length);
  reserveRecords(composed, payload.records);
  for (const { first, end, isLate } of pieces) {
    forEachHolder(payload.runs, [first, end], (run, from, to) => {
      const own = streamOf(run);
      const stream = (isLate ? lateOf(own) : undefined) ?? own;
      if (composed.runs.at(-1)?.template !== stream) openRun(composed, stream, run.fileId);
      const start = startOf(payload, run, from);
      reservePayload(composed, payload.ends[to - 1]! - start);
      copyRecords(payload, start, from, to, composed);
    });
  }
  writeRunLengths(composed);
  return composed;
}
