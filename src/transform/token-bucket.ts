/** Counts what may be spent: filled at a steady rate up to `burst` seconds' worth, and may be overdrawn. */
export interface TokenBucket {
  /** Whether anything is there to be spent. */
  has(now: number): boolean;
  /** Spends, though it may be more than there is. */
  borrow(amount: number, now: number): void;
  /** When something will be there again, in milliseconds of the clock; the time of the latest look, if it is. */
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
      // A whole one, but for what is lost in adding up parts.
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
