/** How long to wait before a sink is tried again. */
export interface Backoff {
  /** Longest pause after the first failure, in milliseconds; doubled with each further one. */
  readonly initial: number;
  /** Longest pause after any number of failures, in milliseconds. */
  readonly max: number;
}

/** Longest pause that a server can ask for (`Retry-After`), in milliseconds. */
const LONGEST_ASKED = 10 * 60_000;

/**
 * Milliseconds to wait after the `failures`th failure in a row (from 1): anything from nothing to the longest pause, so
 * that many podtails do not come back at the same moment (full jitter:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), but at least what the server asked for.
 *
 * @param random in [0, 1)
 * @param asked milliseconds that the server asked for
 */
export function backoffDelay(failures: number, { initial, max }: Backoff, random: number, asked = 0): number {
  const longest = Math.min(max, initial * 2 ** (failures - 1));
  return Math.max(longest * random, Math.min(asked, LONGEST_ASKED));
}
