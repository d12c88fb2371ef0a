import type { Counters } from '../record/counters.js';
import type { FileStatus, LogStatus } from '../record/log-status.js';

/** What was done with one log since it is followed; each is counted for all logs together, too. */
export interface LogAccount {
  countRead(bytes: number): void;
  countRotation(): void;
  /** What was done up to now, given how far its files are. */
  totals(files: readonly FileStatus[]): Pick<LogStatus, 'readBytes' | 'settledBytes' | 'rotations'>;
}

export function createLogAccount(counters: Pick<Counters, 'bytesRead' | 'rotations'>): LogAccount {
  let readBytes = 0;
  let settledBytes = 0;
  let rotations = 0;
  return {
    countRead(bytes) {
      counters.bytesRead += bytes;
      readBytes += bytes;
    },
    countRotation() {
      counters.rotations++;
      rotations++;
    },
    totals(files) {
      const pending = files.reduce((sum, { inFlight, waiting }) => sum + inFlight + waiting, 0);
      // A file that begins anew is accounted from its start, while what was read of it before is still on its way.
      settledBytes = Math.max(settledBytes, readBytes - pending);
      return { readBytes, settledBytes, rotations };
    },
  };
}
