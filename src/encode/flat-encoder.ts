import { escapeJsonText, MOST_ESCAPED_BYTES } from '../record/json-text.js';
import type { LogSource } from '../record/log-source.js';
import {
  beginRun,
  continuesRun,
  endRecord,
  isFull,
  type Payload,
  reservePayload,
  reserveRecords,
} from '../record/payload.js';
import { RARE_FLAGS, type RecordBlock, RecordFlag } from '../record/record-block.js';
import type { Encoder } from '../record/sink.js';
import { copyBytes, copyText } from './copy-bytes.js';
import {
  betweenFor,
  createFlatTemplate,
  type FlatTemplate,
  MESSAGE_KEY,
  RECORD_END,
  type StaticFields,
  TIME_KEY,
} from './flat-template.js';
import { jsonLine, restoreJsonLine } from './json-lines.js';
import { createRowEncoder } from './row-encoder.js';

const MESSAGE_KEY_BYTES = Buffer.from(MESSAGE_KEY);
const PARTIAL = Buffer.from('"partial":true,');
const TRUNCATED = Buffer.from('"truncated":true,');
const MALFORMED = Buffer.from('"malformed":true,');
const NO_LENGTHS: readonly number[] = [];
const FLAG_BYTES = PARTIAL.length + TRUNCATED.length + MALFORMED.length;
const FIXED_BYTES = TIME_KEY.length + FLAG_BYTES + RECORD_END.length;

/** Encodes records in schema `flat`: newline-delimited JSON, as the contract has it. */
export function createFlatEncoder(fields: StaticFields): Encoder {
  const templates = new WeakMap<LogSource, FlatTemplate>();
  const rows = createRowEncoder();

  function templateOf(source: LogSource): FlatTemplate {
    let template = templates.get(source);
    if (template === undefined) {
      template = createFlatTemplate(source, fields);
      templates.set(source, template);
    }
    return template;
  }

  return {
    append(block, from, payload, limits) {
      const template = templateOf(block.source);
      beginFlatRun(payload, template, block.fileId);
      reserveRecords(payload, block.count - from);
      let row = from;
      while (row < block.count && !isFull(payload, limits)) {
        row = rows.append(block, row, template.rows, payload, limits);
        if (row < block.count && !isFull(payload, limits)) appendRecord(block, row++, template, payload);
      }
      return row;
    },
    letter: jsonLine,
    restore: restoreJsonLine,
  };
}

/** Newline-delimited JSON needs no header. */
function beginFlatRun(payload: Payload, template: FlatTemplate, fileId: string): void {
  if (!continuesRun(payload, template, fileId)) beginRun(payload, template, fileId, payload.length, NO_LENGTHS);
}

/** Appends any one record: the way of those that have a rare flag or are very long. */
function appendRecord(block: RecordBlock, row: number, template: FlatTemplate, payload: Payload): void {
  const flags = block.flags[row]!;
  const messageStart = block.messageStart[row]!;
  const messageEnd = block.messageEnd[row]!;
  const timeStart = block.timeStart[row]!;
  const timeEnd = block.timeEnd[row]!;
  const between = betweenFor(template, flags);
  const copied = (flags & (RecordFlag.escaped | RecordFlag.verbatim)) !== 0;
  const messageBytes = (messageEnd - messageStart) * (copied ? 1 : MOST_ESCAPED_BYTES);
  const memberBytes = (flags & RecordFlag.members) === 0 ? 0 : block.membersEnd[row]! - block.membersStart[row]!;
  reservePayload(payload, FIXED_BYTES + timeEnd - timeStart + between.length + memberBytes + messageBytes);

  const target = payload.buffer;
  let at = payload.length;
  at = copyBytes(TIME_KEY, 0, TIME_KEY.length, target, at);
  at = copyText(block.view, timeStart, timeEnd, payload.view, at);
  target.set(between, at);
  at += between.length;
  if ((flags & RARE_FLAGS) !== 0) at = appendRareFields(block, row, flags, target, at - MESSAGE_KEY_BYTES.length);
  at = copied
    ? copyText(block.view, messageStart, messageEnd, payload.view, at)
    : escapeJsonText(block.bytes, messageStart, messageEnd, target, at);
  payload.length = copyBytes(RECORD_END, 0, RECORD_END.length, target, at);
  endRecord(payload, block.offset[row]!);
}

/** Writes the flags, the fields of the record's own, and the key of the message behind them. */
function appendRareFields(block: RecordBlock, row: number, flags: number, target: Buffer, start: number): number {
  let at = start;
  if ((flags & RecordFlag.partial) !== 0) at = copyBytes(PARTIAL, 0, PARTIAL.length, target, at);
  if ((flags & RecordFlag.truncated) !== 0) at = copyBytes(TRUNCATED, 0, TRUNCATED.length, target, at);
  if ((flags & RecordFlag.malformed) !== 0) at = copyBytes(MALFORMED, 0, MALFORMED.length, target, at);
  if ((flags & RecordFlag.members) !== 0) {
    at = copyBytes(block.bytes, block.membersStart[row]!, block.membersEnd[row]!, target, at);
  }
  return copyBytes(MESSAGE_KEY_BYTES, 0, MESSAGE_KEY_BYTES.length, target, at);
}
