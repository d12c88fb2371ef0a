import { isUtf8 } from 'node:buffer';
import { JSON_SPECIAL } from '../format/json-text.js';
import type { LogSource } from '../record/log-source.js';
import { putScratch, type RecordBlock, RecordFlag } from '../record/record-block.js';
import type { DecodeContext } from './decode-context.js';
import { cutJsonText, cutText } from './truncate.js';

/** Appends one row to the columns. The block must have room. */
export function appendRow(
  block: RecordBlock,
  messageStart: number,
  messageEnd: number,
  timeStart: number,
  timeEnd: number,
  flags: number,
  offset: number,
  resumeOffset: number,
): void {
  const row = block.count++;
  block.messageStart[row] = messageStart;
  block.messageEnd[row] = messageEnd;
  block.timeStart[row] = timeStart;
  block.timeEnd[row] = timeEnd;
  block.flags[row] = flags;
  block.offset[row] = offset;
  block.resumeOffset[row] = resumeOffset;
}

/**
 * Appends the message of the shared line, which may be too long, or hold bytes that are no UTF-8: cuts and corrects it, sets
 * the flags that follow from that, and counts.
 */
export function appendMessage(context: DecodeContext, flags: number, offset: number, resumeOffset: number): void {
  const { block, counters, maxLineBytes } = context;
  const { line } = context.scanner;
  const cut = (flags & RecordFlag.escaped) === 0 ? cutText : cutJsonText;
  let start = line.messageStart;
  let end = cut(block.bytes, start, line.messageEnd, maxLineBytes);
  let allFlags = flags;
  if (end < line.messageEnd) {
    allFlags |= RecordFlag.truncated;
    counters.truncatedBytes += line.messageEnd - end;
  }
  const message = block.bytes.subarray(start, end);
  if (!isUtf8(message)) {
    // Buffer's decoder puts U+FFFD for what is no UTF-8, as the WHATWG's encoding standard has it.
    const mended = Buffer.from(message.toString('utf8'), 'utf8');
    start = putScratch(block, mended);
    end = start + mended.length;
  }
  if (isVerbatim(block.bytes, start, end)) allFlags |= RecordFlag.verbatim;
  if ((allFlags & RecordFlag.truncated) !== 0) counters.truncated++;
  if ((allFlags & RecordFlag.partial) !== 0) counters.partial++;
  if ((allFlags & RecordFlag.malformed) !== 0) counters.malformed++;
  appendRow(block, start, end, line.timeStart, line.timeEnd, allFlags, offset, resumeOffset);
}

/** Whether the bytes hold none that JSON escapes; in the inside of a JSON string these are in escapes alone. */
function isVerbatim(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && JSON_SPECIAL[bytes[at]!] === 0) at++;
  return at === end;
}

/** The flag of a line that is in no known format: a container runtime writes nothing else, so that there it is damaged. */
export function unrecognisedFlag({ writtenByRuntime }: LogSource): number {
  return writtenByRuntime ? RecordFlag.malformed : 0;
}
