import { JSON_SPECIAL, jsonStringInside } from '../format/json-text.js';
import { putScratch, type RecordBlock, RecordFlag } from '../record/record-block.js';

/** The text of a row's message. */
export function messageText(block: RecordBlock, row: number): string {
  const text = block.bytes.toString('utf8', block.messageStart[row]!, block.messageEnd[row]!);
  return (block.flags[row]! & (RecordFlag.escaped | RecordFlag.verbatim)) === RecordFlag.escaped
    ? unescapeJson(text)
    : text;
}

/** Replaces the message of a row. */
export function setMessageText(block: RecordBlock, row: number, text: string): void {
  const isEscaped = (block.flags[row]! & RecordFlag.escaped) !== 0;
  const bytes = isEscaped ? jsonStringInside(text) : Buffer.from(text, 'utf8');
  const isVerbatim = bytes.every((byte) => JSON_SPECIAL[byte] === 0);
  const start = putScratch(block, bytes);
  block.messageStart[row] = start;
  block.messageEnd[row] = start + bytes.length;
  block.flags[row] = isVerbatim ? block.flags[row]! | RecordFlag.verbatim : block.flags[row]! & ~RecordFlag.verbatim;
}

/** Unescapes the inside of a JSON string. */
export function unescapeJson(inside: string): string {
  return JSON.parse(`"${inside}"`) as string;
}

/** Replaces the time of a row, unless it is undefined. Returns whether it did. */
export function setTimeText(block: RecordBlock, row: number, time: string | undefined): boolean {
  if (time === undefined) return false;
  block.timeStart[row] = putScratch(block, Buffer.from(time, 'latin1'));
  block.timeEnd[row] = block.scratchEnd;
  return true;
}

/** The members of a row in the form of `RecordBlock.membersStart`. Empty if it has none. */
export function membersText(block: RecordBlock, row: number): string {
  if ((block.flags[row]! & RecordFlag.members) === 0) return '';
  return block.bytes.toString('utf8', block.membersStart[row]!, block.membersEnd[row]!);
}

/** Replaces the members of a row. */
export function replaceMembers(block: RecordBlock, row: number, members: Uint8Array): void {
  block.membersStart[row] = putScratch(block, members);
  block.membersEnd[row] = block.scratchEnd;
}

/** Appends members to those of a row; see `RecordBlock.membersStart`. */
export function addMembers(block: RecordBlock, row: number, members: Uint8Array): void {
  if (members.length === 0) return;
  const has = (block.flags[row]! & RecordFlag.members) !== 0;
  const before = has ? block.bytes.subarray(block.membersStart[row]!, block.membersEnd[row]!) : NOTHING;
  const start = putScratch(block, has ? Buffer.concat([before, members]) : members);
  block.membersStart[row] = start;
  block.membersEnd[row] = start + before.length + members.length;
  block.flags[row]! |= RecordFlag.members;
}

const NOTHING = Buffer.alloc(0);
