import type { Counters } from '../record/counters.js';
import type { LogSource } from '../record/log-source.js';
import type { LogStatus } from '../record/log-status.js';
import type { CountDropped, DropReason } from '../transform/transform.js';

/** Counts for each log how many records transforms dropped. */
export interface DropTallies {
  /** The counter of one log. It also counts in the totals. */
  counterFor(source: LogSource): CountDropped;
  /** Adds the counts to the status of the logs. A log without dropped records gets none. */
  addTo(logs: readonly LogStatus[]): LogStatus[];
}

type Tally = Partial<Record<DropReason, number>>;

/** Number of counted logs above which those that are gone are removed. */
const FEW = 256;

/** @param followed the logs that are followed now; what was counted of others is forgotten */
export function createDropTallies(
  counters: Pick<Counters, DropReason>,
  followed: () => readonly LogStatus[],
): DropTallies {
  const tallies = new Map<string, Tally>();
  let most = FEW;

  function forgetGone(): void {
    const paths = new Set(followed().map(({ path }) => path));
    for (const path of tallies.keys()) if (!paths.has(path)) tallies.delete(path);
    most = Math.max(FEW, 2 * tallies.size);
  }

  function tallyOf(path: string): Tally {
    const known = tallies.get(path);
    if (known !== undefined) return known;
    if (tallies.size >= most) forgetGone();
    const tally: Tally = {};
    tallies.set(path, tally);
    return tally;
  }

  return {
    counterFor({ path }) {
      let tally: Tally | undefined;
      return (reason, records) => {
        counters[reason] += records;
        tally ??= tallyOf(path);
        tally[reason] = (tally[reason] ?? 0) + records;
      };
    },
    addTo: (logs) => logs.map((log) => ({ ...log, ...tallies.get(log.path) })),
  };
}
