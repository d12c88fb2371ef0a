import { createTimeReader, type TimeReader } from '../../format/time-reader.js';
import {
  beginRun,
  continuesRun,
  endRecord,
  isFull,
  type Payload,
  type PayloadLimits,
  reservePayload,
  reserveRecords,
} from '../../record/payload.js';
import { writeRunLengths } from '../../record/payload-records.js';
import { RARE_FLAGS, type RecordBlock, RecordFlag } from '../../record/record-block.js';
import type { Encoder } from '../../record/sink.js';
import { copyMessage } from '../message-text.js';
import { oncePerSource } from '../once-per-source.js';
import { ofStream, type PerStream } from '../per-stream.js';
import { fixed64Tag, lengthTag, varintSize, writeVarint } from '../protobuf.js';
import { createRecordUid, type RecordUid } from '../record-uid.js';
import { readRecordTime, writeNanoseconds } from '../unix-time.js';
import { otlpDeadLetter, restoreOtlpDeadLetter } from './otlp-dead-letter.js';
import { otlpMembers } from './otlp-members.js';
import {
  RECORD_ATTRIBUTES,
  RECORD_BODY,
  RECORD_OBSERVED_TIME,
  RECORD_TIME,
  SCOPE_LOGS_RECORDS,
} from './otlp-messages.js';
import { createOtlpTemplates, type OtlpEncoderOptions, type OtlpTemplate } from './otlp-template.js';
import { attributeField, VALUE_STRING } from './otlp-value.js';

const RECORD_TAG = lengthTag(SCOPE_LOGS_RECORDS);
const TIME_TAG = fixed64Tag(RECORD_TIME);
const OBSERVED_TIME_TAG = fixed64Tag(RECORD_OBSERVED_TIME);
const BODY_TAG = lengthTag(RECORD_BODY);
const TEXT_TAG = lengthTag(VALUE_STRING);
const TIMES_BYTES = 2 * (1 + 8);
const MOST_TAG_AND_LENGTH_BYTES = 6;

const PARTIAL = attributeField(RECORD_ATTRIBUTES, 'podtail.partial', true);
const TRUNCATED = attributeField(RECORD_ATTRIBUTES, 'podtail.truncated', true);
const MALFORMED = attributeField(RECORD_ATTRIBUTES, 'podtail.malformed', true);
const FLAG_BYTES = PARTIAL.length + TRUNCATED.length + MALFORMED.length;

/**
 * Encodes records as OTLP's ExportLogsServiceRequest in protobuf (opentelemetry.io/docs/specs/otlp): a run is the logs
 * of one resource, the container, in one scope, podtail. `log.record.uid` is the record's id, so that one sent twice can
 * be told.
 */
export function createOtlpEncoder(options: OtlpEncoderOptions): Encoder {
  const reader = createTimeReader();
  const uid = createRecordUid();

  const templatesOf = oncePerSource((source) => createOtlpTemplates(source, options));

  return {
    append(block, from, payload, limits) {
      if (isFull(payload, limits)) return from;
      reserveRecords(payload, block.count - from);
      uid.setFile(block.fileId);
      const row = appendRecords(block, from, payload, limits, templatesOf(block.source), reader, uid);
      writeRunLengths(payload);
      return row;
    },
    deadLetter: otlpDeadLetter,
    restore: restoreOtlpDeadLetter,
  };
}

/** A resource has both streams of its container; what tells them apart stands in each record. */
function appendRecords(
  block: RecordBlock,
  from: number,
  payload: Payload,
  limits: PayloadLimits,
  templates: PerStream<OtlpTemplate>,
  reader: TimeReader,
  uid: RecordUid,
): number {
  const observed = Date.now();
  let row = from;
  if (row === block.count) return row;
  beginResource(payload, templates.raw, block.fileId);
  // The header may have filled the payload; a resource without a record is of no use.
  do {
    const { attributes } = ofStream(templates, block.flags[row]!);
    appendRecord(block, row++, attributes, payload, reader, uid, observed);
  } while (row < block.count && !isFull(payload, limits));
  return row;
}

function beginResource(payload: Payload, template: OtlpTemplate, fileId: string): void {
  if (continuesRun(payload, template, fileId)) return;
  const { bytes, lengths } = template.header;
  const start = payload.length;
  reservePayload(payload, bytes.length);
  payload.length += bytes.copy(payload.buffer, start);
  beginRun(payload, template, fileId, start, lengths);
}

function appendRecord(
  block: RecordBlock,
  row: number,
  attributes: Buffer,
  payload: Payload,
  reader: TimeReader,
  uid: RecordUid,
  observed: number,
): void {
  const flags = block.flags[row]!;
  // Of the text, which may be shorter: lengths are written with the size that this needs.
  const mostTextBytes = block.messageEnd[row]! - block.messageStart[row]!;
  const isRare = (flags & RARE_FLAGS) !== 0;
  const members = isRare && (flags & RecordFlag.members) !== 0 ? otlpMembers(block, row) : undefined;
  const flagBytes = isRare ? FLAG_BYTES + (members?.length ?? 0) : 0;
  const rest = TIMES_BYTES + 2 * MOST_TAG_AND_LENGTH_BYTES + attributes.length + uid.mostBytes + flagBytes;
  const sizeOfLength = varintSize(mostTextBytes + rest);
  reservePayload(payload, mostTextBytes + rest + MOST_TAG_AND_LENGTH_BYTES);

  const target = payload.buffer;
  let at = payload.length;
  target[at++] = RECORD_TAG;
  const lengthAt = at;
  at += sizeOfLength;
  const recordStart = at;
  const { seconds, nanos } = readRecordTime(reader, block, row);
  target[at++] = TIME_TAG;
  at = writeNanoseconds(payload.view, at, seconds, nanos);
  target[at++] = OBSERVED_TIME_TAG;
  at = writeNanoseconds(payload.view, at, Math.floor(observed / 1000), (observed % 1000) * 1_000_000);
  at = writeBody(block, row, mostTextBytes, payload, at);
  target.set(attributes, at);
  at = uid.write(target, at + attributes.length, block.offset[row]!);
  if (flagBytes > 0) at = appendFlags(target, at, flags);
  if (members !== undefined) at += members.copy(target, at);
  writeVarint(target, lengthAt, at - recordStart, sizeOfLength);
  payload.length = at;
  endRecord(payload, block.offset[row]!);
}

/** The body is a value, whose text is the message. */
function writeBody(block: RecordBlock, row: number, mostTextBytes: number, payload: Payload, start: number): number {
  const target = payload.buffer;
  const sizeOfText = varintSize(mostTextBytes);
  const sizeOfValue = varintSize(mostTextBytes + 1 + sizeOfText);
  const valueStart = start + 1 + sizeOfValue;
  const textStart = valueStart + 1 + sizeOfText;
  const end = copyMessage(block, row, payload.view, textStart);
  target[start] = BODY_TAG;
  writeVarint(target, start + 1, end - valueStart, sizeOfValue);
  target[valueStart] = TEXT_TAG;
  writeVarint(target, valueStart + 1, end - textStart, sizeOfText);
  return end;
}

function appendFlags(target: Buffer, start: number, flags: number): number {
  let at = start;
  if ((flags & RecordFlag.partial) !== 0) at += PARTIAL.copy(target, at);
  if ((flags & RecordFlag.truncated) !== 0) at += TRUNCATED.copy(target, at);
  if ((flags & RecordFlag.malformed) !== 0) at += MALFORMED.copy(target, at);
  return at;
}
