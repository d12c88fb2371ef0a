import { PADDED_LENGTH_BYTES } from '../record/padded-length.js';
import type { Payload } from '../record/payload.js';
import { protobufFields } from '../record/protobuf-fields.js';
import { TIMESTAMP_BYTES } from './loki-messages.js';
import { readLokiMetadata, templateOf } from './loki-payload.js';

/** Where the two numbers of a timestamp stand in its field: behind its tag and length, and a tag each. */
const SECONDS_AT = 3;
const NANOS_AT = SECONDS_AT + PADDED_LENGTH_BYTES + 1;
const NANOS_DIGITS = 9;

/** The metadata that was read last: entries that stand one after the other mostly have the same. */
interface KnownMetadata {
  bytes: Buffer;
  json: string;
}

/**
 * A Loki payload as the body of a JSON push (grafana.com/docs/loki, "Ingest logs"), in UTF-8. It relies on the order of
 * an entry's fields in `loki-encoder.ts` and `loki-messages.ts`: timestamp, line, metadata.
 */
export function lokiJson({ buffer, runs, records, ends }: Payload): Buffer {
  const known: KnownMetadata = { bytes: Buffer.alloc(0), json: '{}' };
  const streams = runs.map((run, index) => {
    const values: string[] = [];
    const end = runs[index + 1]?.firstRecord ?? records;
    let start = run.headerEnd;
    for (let record = run.firstRecord; record < end; record++) {
      values.push(entryValue(buffer, start, ends[record]!, known));
      start = ends[record]!;
    }
    const stream = JSON.stringify(Object.fromEntries(templateOf(run).labels));
    return `{"stream":${stream},"values":[${values.join(',')}]}`;
  });
  return Buffer.from(`{"streams":[${streams.join(',')}]}`, 'utf8');
}

function entryValue(buffer: Buffer, start: number, end: number, known: KnownMetadata): string {
  const timestampAt = afterVarint(buffer, start + 1);
  const lineLengthAt = timestampAt + TIMESTAMP_BYTES + 1;
  const lineAt = afterVarint(buffer, lineLengthAt);
  const lineEnd = lineAt + readVarint(buffer, lineLengthAt);
  const line = JSON.stringify(buffer.toString('utf8', lineAt, lineEnd));
  return `["${nanoseconds(buffer, timestampAt)}",${line},${metadataJson(buffer, lineEnd, end, known)}]`;
}

/** Nanoseconds since 1970, as digits. */
function nanoseconds(buffer: Buffer, timestampAt: number): string {
  const seconds = readVarint(buffer, timestampAt + SECONDS_AT);
  const nanos = readVarint(buffer, timestampAt + NANOS_AT);
  return seconds === 0 ? String(nanos) : `${seconds}${String(nanos).padStart(NANOS_DIGITS, '0')}`;
}

function metadataJson(buffer: Buffer, start: number, end: number, known: KnownMetadata): string {
  const { bytes } = known;
  if (end - start !== bytes.length || buffer.compare(bytes, 0, bytes.length, start, end) !== 0) {
    known.bytes = buffer.subarray(start, end);
    known.json = JSON.stringify(readLokiMetadata(protobufFields(known.bytes)));
  }
  return known.json;
}

/** A varint of at most 53 bits. */
function readVarint(buffer: Buffer, start: number): number {
  let value = 0;
  let scale = 1;
  for (let at = start; ; at++) {
    const byte = buffer[at]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
}

function afterVarint(buffer: Buffer, start: number): number {
  let at = start;
  while (buffer[at]! >= 0x80) at++;
  return at + 1;
}
