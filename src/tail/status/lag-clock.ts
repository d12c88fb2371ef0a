/** Looks that are kept: with more of them, every other one is forgotten, and half as many are taken note of. */
const MOST_LOOKS = 32;
/** With fewer, twice as many are taken note of. */
const FEW_LOOKS = 8;

/**
 * Tells for how long the oldest bytes of a file that are not settled have been there, by looks at its size: one a sweep
 * at first, and fewer the farther it is behind, so that it always takes the same little memory. What it tells is right to
 * within a look, or a tenth. A file that is not behind takes no memory.
 */
export class LagClock {
  /** When a look found the file longer than the one before, and how long it was; oldest first. */
  #times: number[] = [];
  #sizes: number[] = [];
  /** Of how many looks one is kept. */
  #stride = 1;
  /** How many looks were left out since the latest that was kept. */
  #leftOut = 0;

  /** Takes note of what a look at `now` (milliseconds) found: how long the file is, and how far it is settled. */
  look(now: number, size: number, settled: number): void {
    this.#forgetUntil(settled);
    if (size <= settled || size <= (this.#sizes.at(-1) ?? 0)) return;
    if (this.#sizes.length < FEW_LOOKS) this.#stride = Math.max(1, this.#stride / 2);
    if (this.#sizes.length > 0 && ++this.#leftOut < this.#stride) return;
    this.#leftOut = 0;
    this.#times.push(now);
    this.#sizes.push(size);
    if (this.#sizes.length < MOST_LOOKS) return;
    this.#stride *= 2;
    this.#times = this.#times.filter((_, index) => index % 2 === 0);
    this.#sizes = this.#sizes.filter((_, index) => index % 2 === 0);
  }

  /** Milliseconds since the first look that saw bytes behind `settled`; 0 where none did. */
  lag(now: number, settled: number): number {
    this.#forgetUntil(settled);
    const [since] = this.#times;
    return since === undefined ? 0 : now - since;
  }

  /** The file begins again. */
  reset(): void {
    this.#times = [];
    this.#sizes = [];
    this.#stride = 1;
    this.#leftOut = 0;
  }

  #forgetUntil(settled: number): void {
    while (this.#sizes.length > 0 && this.#sizes[0]! <= settled) {
      this.#sizes.shift();
      this.#times.shift();
    }
  }
}
