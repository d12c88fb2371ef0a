import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import type { LineRule } from './line-rule.js';
import { ANY_BYTE, firstByte } from './line-text.js';
import type { TraceGrammar } from './trace-grammar.js';

/** The bits that part the streams. */
const STREAM_BITS = RecordFlag.stdout | RecordFlag.stderr;

/** Marks rows that begin as a line of a trace does, and up to `reach` rows of the same stream before each. */
export function createLineMarks(grammars: readonly TraceGrammar[], reach: number): LineRule['mark'] {
  const table = new Uint8Array(256);
  table[ANY_BYTE] = 1;
  table[0x1b] = 1;
  for (const { firstCharacters = '' } of grammars) {
    for (const character of firstCharacters) table[character.charCodeAt(0)] = 1;
  }
  const lasts = new Uint8Array(256);
  for (const { lastCharacters = '' } of grammars) {
    for (const character of lastCharacters) lasts[character.charCodeAt(0)] = 1;
  }
  const prefixes = grammars.flatMap(({ firstTexts = [] }) => firstTexts.map((text) => Buffer.from(text)));
  for (const prefix of prefixes) table[prefix[0]!]! |= 2;
  const isEvidence = (block: RecordBlock, row: number): boolean => {
    const byte = firstByte(block, row);
    if (table[byte] === 1) return true;
    const start = block.messageStart[row]!;
    const end = block.messageEnd[row]!;
    if (end > start && lasts[block.bytes[end - 1]!] === 1) return true;
    return (
      table[byte] === 2 && prefixes.some((prefix) => prefix.every((each, index) => block.bytes[start + index] === each))
    );
  };
  return (block, from, marks) => {
    let isAny = false;
    for (let row = from; row < block.count; row++) {
      if ((block.flags[row]! & RecordFlag.malformed) !== 0 || !isEvidence(block, row)) continue;
      isAny = true;
      marks[row] = 1;
      const stream = block.flags[row]! & STREAM_BITS;
      for (let before = row - 1, left = reach; before >= from && left > 0; before--) {
        if ((block.flags[before]! & STREAM_BITS) !== stream) continue;
        marks[before] = 1;
        left--;
      }
    }
    return isAny;
  };
}
