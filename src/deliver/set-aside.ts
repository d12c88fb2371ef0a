/**
 * The decisions about the destinations of a sink: the tenants, indexes and streams that take or refuse data on their
 * own. A destination that takes no data is set aside. Its records go to a lane of its own, which tries them again, and
 * its logs are not read in the meantime. So it holds only what was read before the refusal was known. All bytes are
 * payload in memory.
 */

/** The state that decides whether a log may be read, besides the room in its lane. */
export interface ReadingState {
  /** Whether the destination of the log took the last records that were sent to it. */
  readonly isUp: boolean;
  /** Bytes held for the log, and for all logs of its destination. */
  readonly logBytes: number;
  readonly destinationBytes: number;
  /** Whether the sink has other destinations, whose memory this one could take. */
  readonly hasOthers: boolean;
  /** Whether records of the log were delivered since the sink last set a destination aside. */
  readonly isProven: boolean;
  /** Bytes held for destinations of the sink that take no data, or for logs of which nothing was delivered yet. */
  readonly doubtfulBytes: number;
  /** `limits.memory`. */
  readonly limit: number;
}

/** The share of the memory that one destination may hold, if there are others. */
export const DESTINATION_SHARE = 1 / 8;
/** Once doubtful bytes take this share of the memory, each log must prove itself, one read at a time. */
export const PRESSED_SHARE = 1 / 4;
/** Once they take this share, only logs that have proven themselves are read. */
export const FULL_SHARE = 1 / 2;

/** Whether the state of its destination allows a log to be read. */
export function mayRead(state: ReadingState): boolean {
  const { isUp, logBytes, destinationBytes, hasOthers, isProven, doubtfulBytes, limit } = state;
  // Without anything to send, podtail would never learn that the destination takes data again.
  if (!isUp) return destinationBytes === 0;
  if (hasOthers && destinationBytes >= limit * DESTINATION_SHARE) return false;
  if (isProven || doubtfulBytes < limit * PRESSED_SHARE) return true;
  return doubtfulBytes < limit * FULL_SHARE && logBytes === 0;
}

/** How long a destination must take everything before its records join those of others again, in milliseconds. */
export const QUIET = 60_000;

/**
 * Whether the records of a destination that was set aside join those of others again. Not at once: a destination above
 * a limit takes and refuses data in turns, and each refusal costs the others in the request a second try.
 *
 * @param sinceRefusal milliseconds since its last refusal
 */
export function isReliable(isUp: boolean, sinceRefusal: number): boolean {
  return isUp && sinceRefusal >= QUIET;
}
