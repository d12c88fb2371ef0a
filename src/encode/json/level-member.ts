import { LEVELS, type RecordBlock } from '../../record/record-block.js';
import { levelOfRow } from './record-members.js';

/** The name of the level in the members that transforms write, up to its value. */
export const LEVEL_NAME = Buffer.from('"level":');
const MEMBERS = LEVELS.map((level) => Buffer.from(`"level":"${level}",`));

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/** Index in the block's bytes of the member with the known level of the row. -1 if there is none. */
export function findLevelMember(block: RecordBlock, row: number): number {
  const level = levelOfRow(block, row);
  if (level === 0) return -1;
  const { bytes } = block;
  const member = MEMBERS[level]!;
  const end = block.membersEnd[row]!;
  for (let at = block.membersStart[row]!; at < end; at = nextMember(bytes, at, end)) {
    if (bytes.compare(member, 0, member.length, at, Math.min(end, at + member.length)) === 0) return at;
  }
  return -1;
}

/** Index after the comma that follows the member at `start`. Members are valid JSON. */
function nextMember(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (isText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPENING.includes(byte)) depth++;
    else if (CLOSING.includes(byte)) depth--;
    else if (byte === COMMA && depth === 0) return at + 1;
  }
  return end;
}
