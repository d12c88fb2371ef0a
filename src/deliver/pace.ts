/** Of what a server let through, the part that is sent from then on. */
const BACK_OFF = 0.9;
/** By how much of itself the pace rises in each second without a refusal. */
const RISE_PER_SECOND = 0.02;
/** After how long without a refusal there is no pace any more, in milliseconds. */
const FORGET_AFTER = 120_000;

/**
 * How fast to send to a server that limits the bytes of a second, and answers 429 beyond: a little slower than what it
 * let through before it refused, and then slowly faster. Without a pace it gets all at once after each pause, refuses most
 * of it, and each refusal costs the same bytes again. All times are milliseconds of one clock.
 */
export class Pace {
  /** Bytes in a second. */
  #rate = Number.POSITIVE_INFINITY;
  #limitedAt = Number.NEGATIVE_INFINITY;
  /** When the next request may be sent. */
  #freeAt = Number.NEGATIVE_INFINITY;
  /** What was taken since `#since`. */
  #taken = 0;
  #since: number | undefined;

  /** Bytes in a second that may be sent now; Infinity if there is no limit that is known. */
  rate(now: number): number {
    const age = now - this.#limitedAt;
    return age >= FORGET_AFTER ? Number.POSITIVE_INFINITY : this.#rate * (1 + (RISE_PER_SECOND * age) / 1000);
  }

  /** Takes the next turn, for so many bytes; returns how long to wait for it. */
  reserve(bytes: number, now: number): number {
    this.#since ??= now;
    const start = Math.max(this.#freeAt, now);
    this.#freeAt = start + (bytes / this.rate(now)) * 1000;
    return start - now;
  }

  /** The server took so many bytes. */
  took(bytes: number): void {
    this.#taken += bytes;
  }

  /** The server refused a request because it got too many bytes in too short a time. */
  limited(now: number): void {
    const elapsed = Math.max(now - (this.#since ?? now), 1);
    // Of one that took nothing in between, nothing new is known; pauses grow meanwhile.
    if (this.#taken > 0) {
      this.#rate = Math.min(this.rate(now), (this.#taken / elapsed) * 1000) * BACK_OFF;
      this.#limitedAt = now;
    }
    this.#taken = 0;
    this.#since = now;
    this.#freeAt = now;
  }
}
