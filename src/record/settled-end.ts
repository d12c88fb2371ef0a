import type { SettledLines } from './line-state.js';
import { RecordFlag } from './record-block.js';

/**
 * The byte offset up to which the lines of a stream are settled.
 *
 * @param flags with the bit of the stream
 */
export function settledEnd({ to, stdout = to, stderr = to }: SettledLines, flags: number): number {
  if ((flags & RecordFlag.stdout) !== 0) return stdout;
  return (flags & RecordFlag.stderr) !== 0 ? stderr : to;
}

/** The byte offsets at which the settled part of a stream ends, in order. */
export function settledEnds({ to, stdout = to, stderr = to }: SettledLines): number[] {
  return [...new Set([stdout, stderr, to])].sort((one, other) => one - other);
}
