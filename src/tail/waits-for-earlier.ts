import type { RestartOrder } from './chain/restart-order.js';
import type { SourceTail } from './source-tail.js';
import type { WaitingTails } from './waiting-tails.js';

/** The logs that wait for something. */
export interface WaitingLogs {
  /** Those that have something to read. */
  readonly ready: Set<SourceTail>;
  /** Those that have something to read, for which there was no room. */
  readonly parked: Set<SourceTail>;
  readonly waiting: WaitingTails;
}

/** Whether an earlier restart of a log's container is to be read first. The log is asked for again when that is read. */
export function waitsForEarlier(
  tail: SourceTail,
  order: RestartOrder<SourceTail>,
  { ready, parked, waiting }: WaitingLogs,
): boolean {
  const hasMore = (log: SourceTail): boolean => ready.has(log) || parked.has(log);
  const earlier = order.earlier(tail, (log) => hasMore(log) || (waiting.has(log) && log.held.files.length > 1));
  if (earlier === undefined) return false;
  if (parked.has(earlier)) parked.add(tail);
  else if (ready.has(earlier)) ready.add(tail);
  else waiting.readLater(tail);
  return true;
}
