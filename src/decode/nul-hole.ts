import type { DecodeContext } from './decode-context.js';

const NEWLINE = 0x0a;
const NUL = 0;
/** NULs at the start of a plain file that are no part of its first line. */
const SHORTEST_HOLE = 4;

/**
 * Index just past the NULs that a line begins with: a truncation leaves them where the writer continues behind its old end. A
 * line that no runtime wrote may hold any byte: there only a hole at the file's start counts.
 *
 * @param delta what added to an index gives the offset in the physical file
 */
export function skipNuls(
  { block, counters }: DecodeContext,
  start: number,
  delta: number,
  isRuntimeLine: boolean,
): number {
  if (block.bytes[start] !== NUL) return start;
  let at = start;
  while (block.bytes[at] === NUL) at++;
  // A line of nothing else is damage.
  if (block.bytes[at] === NEWLINE) return start;
  if (!isRuntimeLine && (start + delta > 0 || at - start < SHORTEST_HOLE)) return start;
  counters.skippedNulBytes += at - start;
  return at;
}
