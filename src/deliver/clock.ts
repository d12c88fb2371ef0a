/** The clocks and the random numbers of the delivery. */
export interface Clock {
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** In [0, 1). */
  random(): number;
}
