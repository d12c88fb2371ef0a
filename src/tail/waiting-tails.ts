import type { SourceTail } from './source-tail.js';

/** After how long files are read again that are waiting to be quiet, in milliseconds. */
const LATER = 100;

/** Logs that are to be read again when some time has passed. */
export class WaitingTails {
  readonly #later = new Set<SourceTail>();
  readonly #soonTimers = new Set<NodeJS.Timeout>();
  #laterTimer: NodeJS.Timeout | undefined;
  readonly #onDue: (tail: SourceTail) => void;

  constructor(onDue: (tail: SourceTail) => void) {
    this.#onDue = onDue;
  }

  has(tail: SourceTail): boolean {
    return this.#later.has(tail);
  }

  delete(tail: SourceTail): void {
    this.#later.delete(tail);
  }

  add(tail: SourceTail, when: 'soon' | 'later'): void {
    if (when === 'soon') this.#lookSoon(tail);
    else this.readLater(tail);
  }

  readLater(tail: SourceTail): void {
    this.#later.add(tail);
    this.#laterTimer ??= setTimeout(() => {
      this.#laterTimer = undefined;
      for (const waiting of this.#later) this.#onDue(waiting);
      this.#later.clear();
    }, LATER);
  }

  /** While nothing is at a log's path, which may be for a moment only, it is looked at again and again. */
  #lookSoon(tail: SourceTail): void {
    const timer = setTimeout(() => {
      this.#soonTimers.delete(timer);
      this.#onDue(tail);
    }, tail.absence.lookAgainIn);
    this.#soonTimers.add(timer);
  }

  /** Ends all waiting. */
  close(): void {
    clearTimeout(this.#laterTimer);
    for (const timer of this.#soonTimers) clearTimeout(timer);
  }
}
