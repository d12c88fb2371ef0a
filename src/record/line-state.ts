/**
 * What it takes, besides a byte offset, to continue with a file's lines in the middle of things as if one had never stopped.
 * All offsets are in that physical file.
 */
export interface LineState {
  /**
   * The bytes that come next belong to a line whose beginning was shipped: as it was, because its rest did not come in
   * time (`shipped`), or as all that is shipped of it, because it is too long (`cut`).
   */
  readonly openLine?: 'shipped' | 'cut';
  /** Of a line whose beginning was shipped: its stream and its time, where a runtime wrote them. */
  readonly openStream?: 'stdout' | 'stderr';
  readonly openTime?: string;
  /** While pieces of a line wait for the rest, reading resumes at the first of them: what was settled behind that. */
  readonly settled?: SettledLines;
}

/**
 * The lines up to `to` were taken and settled, but for those of each stream that are at or behind its first piece that
 * waits. Byte offsets in the physical file.
 */
export interface SettledLines {
  readonly to: number;
  readonly stdout?: number;
  readonly stderr?: number;
}
