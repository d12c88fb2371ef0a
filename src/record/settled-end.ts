import type { SettledLines } from './line-state.js';
import { RecordFlag } from './record-block.js';

/**
 * Byte offset up to which the lines of a stream were settled.
 *
 * @param flags with that of the stream
 */
export function settledEnd({ to, stdout = to, stderr = to }: SettledLines, flags: number): number {
  if ((flags & RecordFlag.stdout) !== 0) return stdout;
  return (flags & RecordFlag.stderr) !== 0 ? stderr : to;
}

/** Byte offsets at which what was settled of a stream ends, in order. */
export function settledEnds({ to, stdout = to, stderr = to }: SettledLines): number[] {
  return [...new Set([stdout, stderr, to])].sort((one, other) => one - other);
}
