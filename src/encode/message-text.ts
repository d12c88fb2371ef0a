import { type RecordBlock, RecordFlag } from '../record/record-block.js';
import { copyText } from './copy-bytes.js';
import { unescapeJsonText } from './unescape-json-text.js';

/**
 * Copies the message of a record as UTF-8 text, and returns its end. The text is not longer than the message in the
 * block.
 */
export function copyMessage(block: RecordBlock, row: number, to: DataView, at: number): number {
  const { view, messageStart, messageEnd, flags } = block;
  const isText = (flags[row]! & (RecordFlag.escaped | RecordFlag.verbatim)) !== RecordFlag.escaped;
  return isText
    ? copyText(view, messageStart[row]!, messageEnd[row]!, to, at)
    : unescapeJsonText(view, messageStart[row]!, messageEnd[row]!, to, at);
}

/** The end of UTF-8 text in `[start, end)` that is cut to at most `most` bytes, without splitting a character. */
export function cutUtf8(bytes: Uint8Array, start: number, end: number, most: number): number {
  if (end - start <= most) return end;
  let cut = start + most;
  while (cut > start && (bytes[cut]! & 0xc0) === 0x80) cut--;
  return cut;
}
