/** Of what a server let through, the part that is sent from then on. */
const BACK_OFF = 0.9;
/** By how much of itself the pace rises in each second without a refusal. */
const RISE_PER_SECOND = 0.02;
/** After how long without a refusal there is no pace any more, in milliseconds. */
const FORGET_AFTER = 120_000;
/**
 * The least pace, in bytes of a second. A server that refuses requests for another reason than their bytes would make it
 * fall without an end; where a limit is lower still, pauses do the rest.
 */
const LEAST_RATE = 256 * 1024;
/** A request waits for its turn no longer than this, in milliseconds, at any rate. */
const LONGEST_WAIT = 5000;
/** What was taken before nothing was sent for so long says nothing of the limit, in milliseconds. */
const IDLE = 1000;

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
  /** What was taken since `#since`, while there was always something to send. */
  #taken = 0;
  #since = Number.NEGATIVE_INFINITY;
  #activeAt = Number.NEGATIVE_INFINITY;

  /** Bytes in a second that may be sent now; Infinity if there is no limit that is known. */
  rate(now: number): number {
    const age = now - this.#limitedAt;
    return age >= FORGET_AFTER ? Number.POSITIVE_INFINITY : this.#rate * (1 + (RISE_PER_SECOND * age) / 1000);
  }

  /** Takes the next turn, for so many bytes; returns how long to wait for it. */
  reserve(bytes: number, now: number): number {
    if (now - this.#activeAt >= IDLE) this.#measureFrom(now);
    const start = Math.min(Math.max(this.#freeAt, now), now + LONGEST_WAIT);
    this.#freeAt = start + (bytes / this.rate(now)) * 1000;
    this.#activeAt = start;
    return start - now;
  }

  /** The server took so many bytes. */
  took(bytes: number, now: number): void {
    this.#taken += bytes;
    this.#activeAt = Math.max(this.#activeAt, now);
  }

  /** The server refused a request because it got too many bytes in too short a time. */
  limited(now: number): void {
    // Of one that took nothing in between, nothing new is known; pauses grow meanwhile.
    if (this.#taken > 0) {
      const elapsed = Math.max(now - this.#since, 1);
      const rate = Math.min(this.rate(now), (this.#taken / elapsed) * 1000) * BACK_OFF;
      this.#rate = Math.max(rate, LEAST_RATE);
      this.#limitedAt = now;
    }
    this.#measureFrom(now);
    this.#freeAt = now;
  }

  #measureFrom(now: number): void {
    this.#taken = 0;
    this.#since = now;
    this.#activeAt = now;
  }
}
