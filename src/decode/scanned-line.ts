/**
 * What a scan found in one physical line, as indexes into the scanned bytes. One such object serves all lines of a
 * decoder: the fast path makes none.
 */
export interface ScannedLine {
  /** `RecordFlag.stdout` or `RecordFlag.stderr`. */
  stream: number;
  timeStart: number;
  timeEnd: number;
  messageStart: number;
  messageEnd: number;
  /** Whether the line ends here; false for a piece whose rest is in a later line of the same stream. */
  complete: boolean;
}

/** A line with nothing in it, to be filled by scans. */
export function createScannedLine(): ScannedLine {
  return { stream: 0, timeStart: 0, timeEnd: 0, messageStart: 0, messageEnd: 0, complete: false };
}
