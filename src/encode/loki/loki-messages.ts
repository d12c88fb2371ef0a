import { PADDED_LENGTH_BYTES, writePaddedLength } from '../../format/padded-length.js';
import type { UnixTime } from '../../format/time-reader.js';
import type { RunHeader } from '../protobuf/run-header.js';
import { lengthTag, messageField, textField } from '../protobuf/wire-format.js';

/*
 * The messages of logproto: PushRequest holds streams, a stream its labels and entries, an entry its time, line and
 * structured metadata (grafana/loki, pkg/push/push.proto). Numbers of their fields:
 */
const PUSH_STREAMS = 1;
const STREAM_LABELS = 1;
export const STREAM_ENTRIES = 2;
export const ENTRY_TIMESTAMP = 1;
export const ENTRY_LINE = 2;
export const ENTRY_METADATA = 3;
export const PAIR_NAME = 1;
export const PAIR_VALUE = 2;
export const TIMESTAMP_SECONDS = 1;
export const TIMESTAMP_NANOS = 2;

/**
 * The beginning of the message of a stream: room for the length of the stream, and its labels.
 *
 * @param stream the labels as Loki writes them
 */
export function streamHeader(stream: string): RunHeader {
  const head = Buffer.alloc(1 + PADDED_LENGTH_BYTES);
  head[0] = lengthTag(PUSH_STREAMS);
  return { bytes: Buffer.concat([head, textField(STREAM_LABELS, stream)]), lengths: [1] };
}

/** An entry, as a field of its stream. */
export function entryField(time: UnixTime, line: string, metadata: Iterable<readonly [string, string]>): Buffer {
  const timestamp = Buffer.alloc(TIMESTAMP_BYTES);
  writeTimestamp(timestamp, 0, time);
  const pairs = Array.from(metadata, ([name, value]) => metadataField(name, value));
  return messageField(STREAM_ENTRIES, [timestamp, textField(ENTRY_LINE, line), ...pairs]);
}

/** A pair of structured metadata, as a field of the entry. */
export function metadataField(name: string, value: string): Buffer {
  return messageField(ENTRY_METADATA, [textField(PAIR_NAME, name), textField(PAIR_VALUE, value)]);
}

/** Both numbers of google.protobuf.Timestamp are padded varints, so its size is constant. */
const TIMESTAMP_MESSAGE_BYTES = 2 * (1 + PADDED_LENGTH_BYTES);
/** Bytes of an entry's timestamp, as a field of the entry. */
export const TIMESTAMP_BYTES = 2 + TIMESTAMP_MESSAGE_BYTES;

/** Position of the seconds in that field: after its tag and length, and another tag. */
export const TIMESTAMP_SECONDS_AT = 3;

/** Writes the timestamp of an entry as a field, and returns its end. */
export function writeTimestamp(target: Uint8Array, start: number, { seconds, nanos }: UnixTime): number {
  let at = start;
  target[at++] = lengthTag(ENTRY_TIMESTAMP);
  target[at++] = TIMESTAMP_MESSAGE_BYTES;
  target[at++] = TIMESTAMP_SECONDS << 3;
  writePaddedLength(target, at, seconds);
  at += PADDED_LENGTH_BYTES;
  target[at++] = TIMESTAMP_NANOS << 3;
  writePaddedLength(target, at, nanos);
  return at + PADDED_LENGTH_BYTES;
}
