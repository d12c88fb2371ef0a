/** The part of the shortest batch timeout for which what busy files get may be gathered before it is read. */
const SHARE = 1 / 10;
/** Milliseconds; where a sink sends at once, no line waits longer. */
const LEAST = 2;
const MOST = 100;

/**
 * For how many milliseconds what busy files get is gathered before it is read: no longer than matters, since it waits to be
 * sent in any case.
 *
 * @param timeouts those of the sinks' batches, in milliseconds
 */
export function gatherTime(timeouts: readonly number[]): number {
  return Math.min(MOST, Math.max(LEAST, Math.min(...timeouts) * SHARE));
}
