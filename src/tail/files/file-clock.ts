const NANOSECONDS_IN_MILLISECOND = 1_000_000n;

/** Milliseconds: longer than the clock of files stands still (4 on Linux). */
const LONGEST_TICK = 20;

/**
 * How many milliseconds have passed since a time of a file.
 *
 * @param time nanoseconds since 1970
 * @param wallTime milliseconds since 1970
 */
export function millisecondsSince(time: bigint, wallTime: number): number {
  return wallTime - Number(time / NANOSECONDS_IN_MILLISECOND);
}

/** Whether a file was written to at that time so shortly before that more may be written to it which bears the same time. */
export function isFresh(modified: bigint, wallTime: number): boolean {
  return Math.abs(millisecondsSince(modified, wallTime)) < LONGEST_TICK;
}
