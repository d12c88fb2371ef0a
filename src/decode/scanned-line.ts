import { findJsonSpecial, type TextBytes } from '../record/text-bytes.js';

const NEWLINE = 0x0a;

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
  /** Whether the message holds no byte that JSON escapes. */
  verbatim: boolean;
  /** Whether the line ends here; false for a piece whose rest stands in a later line of the same stream. */
  complete: boolean;
}

/** A line with nothing in it, to be filled by scans. */
export function createScannedLine(): ScannedLine {
  return {
    stream: 0,
    timeStart: 0,
    timeEnd: 0,
    messageStart: 0,
    messageEnd: 0,
    verbatim: false,
    complete: false,
  };
}

/** Takes all from `start` to the next newline, which must be there, as the message; returns the index just past it. */
export function scanText(text: TextBytes, start: number, line: ScannedLine): number {
  let at = findJsonSpecial(text, start);
  line.verbatim = text.bytes[at] === NEWLINE;
  if (!line.verbatim) at = text.bytes.indexOf(NEWLINE, at);
  line.messageEnd = at;
  return at + 1;
}
