/** A token bucket. It fills at a steady rate, holds at most `burst` seconds of that rate, and may be overdrawn. */
export interface TokenBucket {
  /** Whether there is anything to spend. */
  has(now: number): boolean;
  /** Spends an amount, even if the bucket has less. */
  borrow(amount: number, now: number): void;
  /**
   * When there will be something to spend, in milliseconds of the clock. The time of the latest call, if there is
   * something now.
   */
  readonly solventAt: number;
}

/** A full bucket. @param rate a second @param burst seconds @param now milliseconds */
export function createTokenBucket(rate: number, burst: number, now: number): TokenBucket {
  const most = rate * burst;
  let tokens = most;
  let at = now;

  function fill(time: number): void {
    tokens = Math.min(most, tokens + ((time - at) / 1000) * rate);
    at = time;
  }

  return {
    has(time) {
      if (time !== at) fill(time);
      // Counts as a whole token, despite rounding errors.
      return tokens > 0.999999 || tokens >= most;
    },
    borrow(amount, time) {
      if (time !== at) fill(time);
      tokens -= amount;
    },
    get solventAt() {
      return tokens >= 0 ? at : at + (-tokens / rate) * 1000;
    },
  };
}
