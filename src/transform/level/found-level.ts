/** A level in a text, and its position. */
export interface FoundLevel {
  /** As an index of `LEVELS`. */
  readonly level: number;
  /** In characters. */
  readonly index: number;
}
