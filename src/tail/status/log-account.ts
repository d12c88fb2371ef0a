import type { Counters } from '../../record/counters.js';
import type { FileStatus, LogStatus } from '../../record/log-status.js';

/** What was done with one log since it is followed, whatever became of its files. */
export class LogAccount {
  readonly #counters: Counters;
  #readBytes = 0;
  #settledBytes = 0;
  #rotations = 0;

  /** @param counters those of all logs, which are counted up, too */
  constructor(counters: Counters) {
    this.#counters = counters;
  }

  countRead(bytes: number): void {
    this.#counters.bytesRead += bytes;
    this.#readBytes += bytes;
  }

  countRotation(): void {
    this.#counters.rotations++;
    this.#rotations++;
  }

  /** The account as of now, given what is known of the log's files. Neither what is read nor what is settled falls. */
  balance(files: readonly FileStatus[]): Pick<LogStatus, 'readBytes' | 'settledBytes' | 'rotations'> {
    const pending = files.reduce((sum, { inFlight, waiting }) => sum + inFlight + waiting, 0);
    this.#settledBytes = Math.max(this.#settledBytes, this.#readBytes - pending);
    return { readBytes: this.#readBytes, settledBytes: this.#settledBytes, rotations: this.#rotations };
  }
}
