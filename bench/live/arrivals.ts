import { percentile } from '../statistics.js';
import type { Mark } from './marked-line.js';

/** What a receiver knows of the lines that came. */
export interface ArrivalReport {
  /** Different lines. */
  readonly lines: number;
  /** Lines that came again. */
  readonly repeats: number;
  /** Milliseconds from write to arrival of the lines since the last report; undefined if none came. */
  readonly delay?: { readonly median: number; readonly p99: number };
}

export interface Arrivals {
  add(mark: Mark, now: number): void;
  /** Tells what came, and forgets the delays. */
  report(): ArrivalReport;
}

export function createArrivals(): Arrivals {
  let seen = new Uint8Array(1024);
  let delays: number[] = [];
  let lines = 0;
  let repeats = 0;
  return {
    add({ milliseconds, line }, now) {
      if (line >= seen.length) {
        const grown = new Uint8Array(Math.max(seen.length * 2, line + 1));
        grown.set(seen);
        seen = grown;
      }
      if (seen[line] === 1) {
        repeats++;
        return;
      }
      seen[line] = 1;
      lines++;
      delays.push(now - milliseconds);
    },
    report() {
      const delay =
        delays.length === 0 ? {} : { delay: { median: percentile(delays, 50), p99: percentile(delays, 99) } };
      delays = [];
      return { lines, repeats, ...delay };
    },
  };
}
