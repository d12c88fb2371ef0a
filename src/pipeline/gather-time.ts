/** The bytes of busy files may wait to be read for this part of the shortest batch timeout. */
const SHARE = 1 / 10;
/** Longest wait in milliseconds if a sink sends at once. */
const LEAST = 2;
const MOST = 100;

/**
 * How long the bytes of busy files are gathered before they are read, in milliseconds. This delay is small beside the
 * wait of a batch, which comes anyway.
 *
 * @param timeouts those of the sinks' batches, in milliseconds
 */
export function gatherTime(timeouts: readonly number[]): number {
  return Math.min(MOST, Math.max(LEAST, Math.min(...timeouts) * SHARE));
}
