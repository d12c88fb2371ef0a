/** A level that a text tells, and where in it. */
export interface FoundLevel {
  /** As an index of `LEVELS`. */
  readonly level: number;
  /** In characters. */
  readonly index: number;
}
