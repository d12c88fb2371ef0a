/** After a refusal, the pace is this part of the rate that the server let through. */
const BACK_OFF = 0.9;
/** Relative rise of the pace in each second without a refusal. */
const RISE_PER_SECOND = 0.02;
/** Time without a refusal after which there is no pace, in milliseconds. */
const FORGET_AFTER = 120_000;
/**
 * The lowest pace, in bytes per second. A server may refuse requests for another reason than their bytes, which would
 * lower the pace without end. If the limit of the server is lower still, the pauses take care of it.
 */
const LEAST_RATE = 256 * 1024;
/** Longest wait for a turn, in milliseconds. */
const LONGEST_WAIT = 5000;
/** Idle time after which earlier traffic says nothing about the limit, in milliseconds. */
const IDLE = 1000;

/**
 * The rate for a server that limits bytes per second and answers 429 above the limit. It starts a little below the rate
 * that the server let through before the refusal, and then rises slowly. Without a pace, the server would get
 * everything at once after each pause, refuse most of it, and each refusal would cost the same bytes again. All times
 * are milliseconds of one clock.
 */
export class Pace {
  /** Bytes per second. */
  #rate = Number.POSITIVE_INFINITY;
  #limitedAt = Number.NEGATIVE_INFINITY;
  /** When the next request may be sent, in milliseconds. */
  #freeAt = Number.NEGATIVE_INFINITY;
  /** Bytes taken since `#since`, during which there was always something to send. */
  #taken = 0;
  #since = Number.NEGATIVE_INFINITY;
  #activeAt = Number.NEGATIVE_INFINITY;

  /** Bytes per second that may be sent now. Infinity if no limit is known. */
  rate(now: number): number {
    const age = now - this.#limitedAt;
    return age >= FORGET_AFTER ? Number.POSITIVE_INFINITY : this.#rate * (1 + (RISE_PER_SECOND * age) / 1000);
  }

  /** Reserves the next turn for that many bytes. Returns how long to wait for it, in milliseconds. */
  reserve(bytes: number, now: number): number {
    if (now - this.#activeAt >= IDLE) this.#measureFrom(now);
    const start = Math.min(Math.max(this.#freeAt, now), now + LONGEST_WAIT);
    this.#freeAt = start + (bytes / this.rate(now)) * 1000;
    this.#activeAt = start;
    return start - now;
  }

  /** The server took that many bytes. */
  took(bytes: number, now: number): void {
    this.#taken += bytes;
    this.#activeAt = Math.max(this.#activeAt, now);
  }

  /** The server refused a request because of too many bytes per time. */
  limited(now: number): void {
    // If the server took nothing since the last refusal, nothing new is known. The pauses grow in the meantime.
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
