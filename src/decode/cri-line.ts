import { RecordFlag } from '../record/record-block.js';
import { createPattern, matches, type TextBytes } from '../record/text-bytes.js';
import { type ScannedLine, scanText } from './scanned-line.js';
import { scanTimeText } from './time-text.js';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const LETTER_F = 0x46;
const LETTER_P = 0x50;
const STDOUT = createPattern('stdout ');
const STDERR = createPattern('stderr ');

/**
 * Scans one line of the CRI format: `<time> <stream> <tags> <message>` and a newline, where the first of the tags
 * (parted by colons) is `P` for a piece and `F` for a line or a line's last piece (kubernetes, KEP
 * cri-container-log; written by containerd and by CRI-O's conmon). Returns the index just past the newline, or -1
 * where the line has another shape.
 *
 * Never reads past the newline that ends the line, so `text` must hold one.
 */
export function scanCriLine(text: TextBytes, start: number, line: ScannedLine): number {
  const messageStart = scanCriHeader(text, start, line);
  return messageStart < 0 ? -1 : scanText(text, messageStart, line);
}

/** Scans what stands before the message and returns the index of the message's first byte, or -1. */
function scanCriHeader(text: TextBytes, start: number, line: ScannedLine): number {
  const { bytes } = text;
  const timeEnd = scanTimeText(bytes, start);
  if (timeEnd < 0 || bytes[timeEnd] !== SPACE) return -1;
  line.timeStart = start;
  line.timeEnd = timeEnd;
  const stream = scanStream(text, timeEnd + 1);
  if (stream === 0) return -1;
  line.stream = stream;
  const tags = timeEnd + 1 + STDOUT.length;
  if (bytes[tags] !== LETTER_F && bytes[tags] !== LETTER_P) return -1;
  line.complete = bytes[tags] === LETTER_F;
  const end = tagsEnd(bytes, tags + 1);
  if (end < 0) return -1;
  // A writer may leave out the blank before an empty message.
  line.messageStart = bytes[end] === SPACE ? end + 1 : end;
  return line.messageStart;
}

function scanStream(text: TextBytes, at: number): number {
  if (matches(text, at, STDOUT)) return RecordFlag.stdout;
  return matches(text, at, STDERR) ? RecordFlag.stderr : 0;
}

/** Index of the blank or newline that ends the tags, or -1 where the first tag has more than one letter. */
function tagsEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === SPACE || bytes[at] === NEWLINE) return at;
  if (bytes[at] !== COLON) return -1;
  let end = at + 1;
  while (bytes[end] !== SPACE && bytes[end] !== NEWLINE) end++;
  return end;
}
