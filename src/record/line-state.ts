/**
 * The state that is needed, in addition to a byte offset, to continue with the lines of a file as if reading had never
 * stopped. All offsets are in that physical file.
 */
export interface LineState {
  /**
   * Set if the next bytes belong to a line whose beginning was shipped. `shipped`: because its rest did not come in
   * time. `cut`: because the line is too long, so its rest is dropped.
   */
  readonly openLine?: 'shipped' | 'cut';
  /** The stream and the time of a line whose beginning was shipped, if a runtime wrote them. */
  readonly openStream?: 'stdout' | 'stderr';
  readonly openTime?: string;
  /**
   * While pieces of a line wait for the rest, reading resumes at the first of them. This is what was already settled
   * after it.
   */
  readonly settled?: SettledLines;
}

/**
 * The lines up to `to` are settled, except the lines of each stream from its first waiting piece on. Byte offsets in
 * the physical file.
 */
export interface SettledLines {
  readonly to: number;
  readonly stdout?: number;
  readonly stderr?: number;
}
