/**
 * What is decided of a sink's destinations: the tenants, indexes and streams that take data, or do not, by themselves. One
 * that takes no data is set aside: its records go to a lane of its own, where they are tried again, and its logs are not
 * read meanwhile. So what it holds is what was read before it was known. All bytes are payload that is held in memory.
 */

/** What decides whether a log may be read on, besides the room in its lane. */
export interface ReadingState {
  /** Whether the log's destination took what it was sent last. */
  readonly isUp: boolean;
  /** What is held for the log, and for all logs of its destination. */
  readonly logBytes: number;
  readonly destinationBytes: number;
  /** Whether the sink has other destinations, which this one could take the memory from. */
  readonly hasOthers: boolean;
  /** Whether something of the log was delivered since the sink last set a destination aside. */
  readonly isProven: boolean;
  /** What is held for all destinations of the sink that take no data, or for logs of which nothing was delivered yet. */
  readonly doubtfulBytes: number;
  /** `limits.memory`. */
  readonly limit: number;
}

/** The part of the memory that one destination may hold, if there are others. */
export const DESTINATION_SHARE = 1 / 8;
/** Once what is doubtful takes this part of the memory, each log has to prove itself, one read at a time. */
export const PRESSED_SHARE = 1 / 4;
/** Once it takes this part, only logs are read that have proven themselves. */
export const FULL_SHARE = 1 / 2;

/** Whether a log may be read on, as far as its destination is concerned. */
export function mayRead(state: ReadingState): boolean {
  const { isUp, logBytes, destinationBytes, hasOthers, isProven, doubtfulBytes, limit } = state;
  // With nothing to send, nothing would ever find out that it takes data again.
  if (!isUp) return destinationBytes === 0;
  if (hasOthers && destinationBytes >= limit * DESTINATION_SHARE) return false;
  if (isProven || doubtfulBytes < limit * PRESSED_SHARE) return true;
  return doubtfulBytes < limit * FULL_SHARE && logBytes === 0;
}

/** For how long a destination has to take all that it is sent before its records are sent with others', in milliseconds. */
export const QUIET = 60_000;

/**
 * Whether the records of a destination that was set aside are sent with others' again: not at once, because one that is
 * over a limit takes data now and refuses it then, and each refusal costs the others in the same request a second try.
 *
 * @param sinceRefusal milliseconds since it refused records last
 */
export function isReliable(isUp: boolean, sinceRefusal: number): boolean {
  return isUp && sinceRefusal >= QUIET;
}
