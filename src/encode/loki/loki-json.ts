import { escapeJsonText, MOST_ESCAPED_BYTES } from '../../format/json-text.js';
import { PADDED_LENGTH_BYTES } from '../../format/padded-length.js';
import { protobufFields } from '../../format/protobuf-fields.js';
import type { Payload } from '../../record/payload.js';
import { writeDecimal } from '../write-number.js';
import { TIMESTAMP_BYTES, TIMESTAMP_SECONDS_AT } from './loki-messages.js';
import { readLokiMetadata, streamOf } from './loki-payload.js';

/** Position of the second number of a timestamp in its field. */
const NANOS_AT = TIMESTAMP_SECONDS_AT + PADDED_LENGTH_BYTES + 1;
const NANOS_PER_SECOND = 1e9;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const QUOTE = 0x22;
/** Most bytes of a value besides its line and metadata: brackets, quotes, commas, and digits of the time. */
const MOST_AROUND_LINE = 64;

/** A text that is being written. */
interface Json {
  buffer: Buffer;
  length: number;
}

/** The metadata that was read last. Consecutive entries usually have the same. */
interface KnownMetadata {
  bytes: Buffer;
  /** The bytes after the text of the line. */
  behindLine: Buffer;
}

/**
 * Converts a Loki payload into the body of a JSON push (grafana.com/docs/loki, "Ingest logs"), in UTF-8. It relies on
 * the order of the fields of an entry in `loki-encoder.ts` and `loki-messages.ts`: timestamp, line, metadata.
 *
 * @param room is overwritten. The body uses its memory, or a larger one of its own if that is too small
 */
export function lokiJson({ buffer, length, runs, records, ends }: Payload, room: Buffer): Buffer {
  const json: Json = { buffer: room, length: 0 };
  reserve(json, length + (length >> 1) + MOST_AROUND_LINE);
  const known: KnownMetadata = { bytes: Buffer.alloc(0), behindLine: behindLine({}) };
  append(json, '{"streams":[');
  for (const [index, run] of runs.entries()) {
    const stream = JSON.stringify(Object.fromEntries(streamOf(run).labels));
    append(json, `${index === 0 ? '' : ','}{"stream":${stream},"values":[`);
    const end = runs[index + 1]?.firstRecord ?? records;
    let start = run.headerEnd;
    for (let record = run.firstRecord; record < end; record++) {
      appendEntry(json, record === run.firstRecord, buffer, start, ends[record]!, known);
      start = ends[record]!;
    }
    append(json, ']}');
  }
  append(json, ']}');
  return json.buffer.subarray(0, json.length);
}

function appendEntry(
  json: Json,
  isFirst: boolean,
  buffer: Buffer,
  start: number,
  end: number,
  known: KnownMetadata,
): void {
  const timestampAt = afterVarint(buffer, start + 1);
  const lineLengthAt = timestampAt + TIMESTAMP_BYTES + 1;
  const lineAt = afterVarint(buffer, lineLengthAt);
  const lineEnd = lineAt + readVarint(buffer, lineLengthAt);
  if (buffer.compare(known.bytes, 0, known.bytes.length, lineEnd, end) !== 0) {
    known.bytes = buffer.subarray(lineEnd, end);
    known.behindLine = behindLine(readLokiMetadata(protobufFields(known.bytes)));
  }
  reserve(json, MOST_AROUND_LINE + MOST_ESCAPED_BYTES * (lineEnd - lineAt) + known.behindLine.length);
  const target = json.buffer;
  let at = json.length;
  if (!isFirst) target[at++] = COMMA;
  target[at++] = BRACKET;
  target[at++] = QUOTE;
  at = writeNanoseconds(buffer, timestampAt, target, at);
  target[at++] = QUOTE;
  target[at++] = COMMA;
  target[at++] = QUOTE;
  at = escapeJsonText(buffer, lineAt, lineEnd, target, at);
  at += known.behindLine.copy(target, at);
  json.length = at;
}

function behindLine(metadata: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(`",${JSON.stringify(metadata)}]`, 'utf8');
}

function append(json: Json, text: string): void {
  reserve(json, Buffer.byteLength(text));
  json.length += json.buffer.write(text, json.length, 'utf8');
}

/** Makes room for `extra` more bytes, at least doubling. */
function reserve(json: Json, extra: number): void {
  const needed = json.length + extra;
  if (needed <= json.buffer.length) return;
  const grown = Buffer.allocUnsafeSlow(Math.max(needed, json.buffer.length * 2));
  json.buffer.copy(grown, 0, 0, json.length);
  json.buffer = grown;
}

/** Writes a timestamp as nanoseconds since 1970, and returns its end. */
function writeNanoseconds(buffer: Buffer, timestampAt: number, target: Buffer, start: number): number {
  const seconds = readVarint(buffer, timestampAt + TIMESTAMP_SECONDS_AT);
  const nanos = readVarint(buffer, timestampAt + NANOS_AT);
  if (seconds === 0) return writeDecimal(nanos, target, start);
  const at = writeDecimal(seconds, target, start);
  // Adding a second gives all digits after a leading 1. The digits are then moved over the 1.
  const end = writeDecimal(NANOS_PER_SECOND + nanos, target, at);
  target.copyWithin(at, at + 1, end);
  return end - 1;
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
