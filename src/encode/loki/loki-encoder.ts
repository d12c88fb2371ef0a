import { createTimeReader, type TimeReader } from '../../format/time-reader.js';
import {
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
import { levelOfRow } from '../json/record-members.js';
import { copyMessage, cutUtf8 } from '../message-text.js';
import { oncePerSource } from '../once-per-source.js';
import { ofStream } from '../per-stream.js';
import { lengthTag, varintSize, writeVarint } from '../protobuf.js';
import { readRecordTime } from '../unix-time.js';
import { lokiDeadLetter, restoreLokiDeadLetter } from './loki-dead-letter.js';
import { lokiMembers } from './loki-members.js';
import { ENTRY_LINE, metadataField, STREAM_ENTRIES, TIMESTAMP_BYTES, writeTimestamp } from './loki-messages.js';
import { beginStream } from './loki-payload.js';
import {
  createLokiTemplates,
  type LokiEncoderOptions,
  type LokiTemplate,
  type LokiTemplates,
} from './loki-template.js';
import { isRepeat, takeHash } from './repeats.js';

const ENTRY_TAG = lengthTag(STREAM_ENTRIES);
const LINE_TAG = lengthTag(ENTRY_LINE);
const MOST_TAG_AND_LENGTH_BYTES = 6;

const PARTIAL = metadataField('partial', 'true');
const TRUNCATED = metadataField('truncated', 'true');
const MALFORMED = metadataField('malformed', 'true');
/** Of an offset, as structured metadata. */
const MOST_OFFSET_BYTES = metadataField('offset', Number.MAX_SAFE_INTEGER.toString()).length;
const FLAG_BYTES = PARTIAL.length + TRUNCATED.length + MALFORMED.length;

/**
 * Encodes records as logproto's PushRequest (grafana/loki, pkg/push/push.proto), uncompressed: one stream a run. A
 * payload is of one tenant when its sources are: see `lokiTenant`.
 */
export function createLokiEncoder(options: LokiEncoderOptions): Encoder {
  const reader = createTimeReader();

  const templatesOf = oncePerSource((source) => createLokiTemplates(source, options));

  return {
    append(block, from, payload, limits) {
      const all = templatesOf(block.source);
      reserveRecords(payload, block.count - from);
      const row = appendEntries(block, from, payload, limits, all, reader, options.maxLineBytes);
      for (const templates of [all.stdout, all.stderr, all.raw]) {
        for (const { repeats } of templates) if (repeats) takeHash(repeats, payload.buffer);
      }
      writeRunLengths(payload);
      return row;
    },
    deadLetter: lokiDeadLetter,
    restore: restoreLokiDeadLetter,
  };
}

function appendEntries(
  block: RecordBlock,
  from: number,
  payload: Payload,
  limits: PayloadLimits,
  templates: LokiTemplates,
  reader: TimeReader,
  maxLineBytes: number,
): number {
  let row = from;
  while (row < block.count && !isFull(payload, limits)) {
    const template = templateOfRow(templates, block, row);
    if (!continuesRun(payload, template, block.fileId)) beginStream(payload, template, block.fileId);
    do appendEntry(block, row++, template, templates, payload, reader, maxLineBytes);
    while (row < block.count && templateOfRow(templates, block, row) === template && !isFull(payload, limits));
  }
  return row;
}

function templateOfRow(templates: LokiTemplates, block: RecordBlock, row: number): LokiTemplate {
  const byLevel = ofStream(templates, block.flags[row]!);
  return byLevel[byLevel.length === 1 ? 0 : levelOfRow(block, row)]!;
}

function appendEntry(
  block: RecordBlock,
  row: number,
  template: LokiTemplate,
  templates: LokiTemplates,
  payload: Payload,
  reader: TimeReader,
  maxLineBytes: number,
): void {
  const { metadata, names, repeats } = template;
  const flags = block.flags[row]!;
  // Of the text, which may be shorter: lengths are written with the size that this needs.
  const mostLineBytes = block.messageEnd[row]! - block.messageStart[row]!;
  const isRare = (flags & RARE_FLAGS) !== 0 || mostLineBytes > maxLineBytes;
  const hasMembers = (flags & RecordFlag.members) !== 0 && names !== undefined;
  const members = hasMembers ? lokiMembers(block, row, names) : undefined;
  const rareBytes = isRare ? FLAG_BYTES + (members?.length ?? 0) : 0;
  const rest = TIMESTAMP_BYTES + MOST_TAG_AND_LENGTH_BYTES + metadata.length + rareBytes + MOST_OFFSET_BYTES;
  const sizeOfLength = varintSize(mostLineBytes + rest);
  reservePayload(payload, mostLineBytes + rest + MOST_TAG_AND_LENGTH_BYTES);

  const target = payload.buffer;
  let at = payload.length;
  target[at++] = ENTRY_TAG;
  const lengthAt = at;
  at += sizeOfLength;
  const entryStart = at;
  const isBeginning =
    repeats !== undefined && Number.isNaN(repeats.seconds) && isAmidOneTime(block, row, templates, reader);
  const time = readRecordTime(reader, block, row);
  at = writeTimestamp(target, at, time);
  target[at++] = LINE_TAG;
  const sizeOfLine = varintSize(mostLineBytes);
  const lineStart = at + sizeOfLine;
  const textEnd = copyMessage(block, row, payload.view, lineStart);
  const lineEnd = textEnd - lineStart > maxLineBytes ? cutUtf8(target, lineStart, textEnd, maxLineBytes) : textEnd;
  if (lineEnd < textEnd) countCut(payload, textEnd - lineEnd, flags);
  writeVarint(target, at, lineEnd - lineStart, sizeOfLine);
  target.set(metadata, lineEnd);
  at = lineEnd + metadata.length;
  if (isRare) at = appendFlags(target, at, lineEnd < textEnd ? flags | RecordFlag.truncated : flags);
  if (members !== undefined) at += members.copy(target, at);
  if (repeats !== undefined && (isRepeat(repeats, target, lineStart, lineEnd, time) || isBeginning)) {
    at += metadataField('offset', block.offset[row]!.toString()).copy(target, at);
  }
  writeVarint(target, lengthAt, at - entryStart, sizeOfLength);
  payload.length = at;
  endRecord(payload, block.offset[row]!);
}

function countCut({ cut }: Payload, bytes: number, flags: number): void {
  cut.records++;
  cut.bytes += bytes;
  if ((flags & RecordFlag.truncated) === 0) cut.newRecords++;
}

/**
 * Whether a record, the first that is known of its stream, may have the time and text of one that was sent before the
 * process began: it does not begin its file, and the one behind it has the same time.
 */
function isAmidOneTime(block: RecordBlock, row: number, templates: LokiTemplates, reader: TimeReader): boolean {
  if (block.offset[row] === 0) return false;
  const template = templateOfRow(templates, block, row);
  let next = row + 1;
  while (next < block.count && templateOfRow(templates, block, next) !== template) next++;
  if (next >= block.count) return false;
  const { seconds, nanos } = readRecordTime(reader, block, row);
  const after = readRecordTime(reader, block, next);
  return after.seconds === seconds && after.nanos === nanos;
}

function appendFlags(target: Buffer, start: number, flags: number): number {
  let at = start;
  if ((flags & RecordFlag.partial) !== 0) at += PARTIAL.copy(target, at);
  if ((flags & RecordFlag.truncated) !== 0) at += TRUNCATED.copy(target, at);
  if ((flags & RecordFlag.malformed) !== 0) at += MALFORMED.copy(target, at);
  return at;
}
