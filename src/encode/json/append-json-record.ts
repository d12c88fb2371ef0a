import { escapeJsonText, MOST_ESCAPED_BYTES } from '../../format/json-text.js';
import { endRecord, type Payload, reservePayload } from '../../record/payload.js';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { copyBytes, copyText } from '../copy-bytes.js';
import { MOST_DIGITS, writeDecimal } from '../write-number.js';
import { type JsonTemplate, partsFor } from './json-template.js';
import { findLevelMember, LEVEL_NAME } from './level-member.js';

/** Appends a record as a complete line of JSON. The index of the payload must have room for it. */
export function appendJsonRecord(block: RecordBlock, row: number, template: JsonTemplate, payload: Payload): void {
  const flags = block.flags[row]!;
  const messageStart = block.messageStart[row]!;
  const messageEnd = block.messageEnd[row]!;
  const timeStart = block.timeStart[row]!;
  const timeEnd = block.timeEnd[row]!;
  const { beforeTime, beforeMessage, messageName, afterMessage, afterOffset } = partsFor(template, flags);
  const copied = (flags & (RecordFlag.escaped | RecordFlag.verbatim)) !== 0;
  const messageBytes = (messageEnd - messageStart) * (copied ? 1 : MOST_ESCAPED_BYTES);
  const constantBytes = beforeTime.length + beforeMessage.length + afterMessage.length + (afterOffset?.length ?? 0);
  const hasMembers = (flags & RecordFlag.members) !== 0;
  const memberBytes = hasMembers ? block.membersEnd[row]! - block.membersStart[row]! : 0;
  const levelBytes = template.levelName?.length ?? 0;
  const rest = constantBytes + MOST_DIGITS + messageBytes;
  reservePayload(payload, rest + memberBytes + levelBytes + timeEnd - timeStart);

  let target = payload.buffer;
  let at = payload.length;
  at = copyBytes(beforeTime, 0, beforeTime.length, target, at);
  at = copyText(block.view, timeStart, timeEnd, payload.view, at);
  if (hasMembers) {
    at = copyBytes(beforeMessage, 0, messageName, target, at);
    const members = at;
    at = copyMembers(block, row, template.levelName, target, at);
    if (template.mendNames !== undefined) {
      payload.length = at;
      template.mendNames(payload, members);
      reservePayload(payload, rest);
      target = payload.buffer;
      at = payload.length;
    }
    at = copyBytes(beforeMessage, messageName, beforeMessage.length, target, at);
  } else {
    target.set(beforeMessage, at);
    at += beforeMessage.length;
  }
  at = copied
    ? copyText(block.view, messageStart, messageEnd, payload.view, at)
    : escapeJsonText(block.bytes, messageStart, messageEnd, target, at);
  at = copyBytes(afterMessage, 0, afterMessage.length, target, at);
  if (afterOffset !== undefined) {
    at = writeDecimal(block.offset[row]!, target, at);
    at = copyBytes(afterOffset, 0, afterOffset.length, target, at);
  }
  payload.length = at;
  endRecord(payload, block.offset[row]!);
}

/** Copies the fields of the record. The level gets its name in the schema. */
function copyMembers(
  block: RecordBlock,
  row: number,
  levelName: Buffer | undefined,
  target: Buffer,
  start: number,
): number {
  const from = block.membersStart[row]!;
  const to = block.membersEnd[row]!;
  const level = levelName === undefined ? -1 : findLevelMember(block, row);
  if (levelName === undefined || level < 0) return copyBytes(block.bytes, from, to, target, start);
  let at = copyBytes(block.bytes, from, level, target, start);
  at = copyBytes(levelName, 0, levelName.length, target, at);
  return copyBytes(block.bytes, level + LEVEL_NAME.length, to, target, at);
}
