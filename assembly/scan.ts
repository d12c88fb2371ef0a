/**
 * The scans of log lines, called by `src/decode/scanner.ts`; the memory is a `RecordBlock`'s. Texts are scanned 16 bytes
 * at a step. A scan may look at bytes behind the newline that ends its line, which must be there, but it depends on none.
 */
import { scanCriLine, scanText } from './cri-line';
import { scanDockerJsonLine, takeUnknownAttrs } from './docker-json-line';
import {
  isComplete,
  lineFlags,
  messageEnd,
  messageStart,
  setComplete,
  setStream,
  timeEnd,
  timeStart,
} from './scanned-line';

export { setAttrs } from './docker-json-line';

/* The formats, as `src/decode/scanner.ts` numbers them. */
const DOCKER: i32 = 0;
const CRI: i32 = 1;

/* The addresses of the block's columns. */
let offsets: usize = 0;
let resumeOffsets: usize = 0;
let messageStarts: usize = 0;
let messageEnds: usize = 0;
let timeStarts: usize = 0;
let timeEnds: usize = 0;
let flags: usize = 0;

/** Says where the block's columns are. They stay there for good. */
export function bindColumns(
  offset: usize,
  resumeOffset: usize,
  messageStart: usize,
  messageEnd: usize,
  timeStart: usize,
  timeEnd: usize,
  flag: usize,
): void {
  offsets = offset;
  resumeOffsets = resumeOffset;
  messageStarts = messageStart;
  messageEnds = messageEnd;
  timeStarts = timeStart;
  timeEnds = timeEnd;
  flags = flag;
}

/**
 * Scans the line at index `at` of the bytes at `base`. Returns the index just past its newline, or -1 where the line
 * does not have the format's usual shape.
 */
export function scanLine(format: i32, base: usize, at: i32): i32 {
  takeUnknownAttrs();
  const next = scan(format, base, base + at);
  return next == 0 ? -1 : <i32>(next - base);
}

/** Where attributes stood that the line scanned latest was refused for, as an index; -1 if it was for something else. */
export function unknownAttrs(base: usize): i32 {
  const address = takeUnknownAttrs();
  return address == 0 ? -1 : <i32>(address - base);
}

/**
 * Writes a row for each line from index `start` on, up to the first that is no usual and complete one of at most
 * `maxLineBytes`, up to index `end`, or until there are `mostRows`. Returns the number of rows; `nextLine` has the index of
 * the first line not taken.
 *
 * @param delta what is to be added to an index to get the offset in the file
 */
export function scanLines(
  format: i32,
  base: usize,
  start: i32,
  end: i32,
  delta: f64,
  mostRows: i32,
  maxLineBytes: i32,
  messageFlags: i32,
): i32 {
  let row = 0;
  let at = start;
  while (at < end && row < mostRows) {
    const next = scan(format, base, base + at);
    if (next == 0 || !isComplete() || messageEnd() - messageStart() > maxLineBytes) break;
    store<f64>(offsets + row * 8, <f64>at + delta);
    at = <i32>(next - base);
    store<f64>(resumeOffsets + row * 8, <f64>at + delta);
    store<i32>(messageStarts + row * 4, messageStart());
    store<i32>(messageEnds + row * 4, messageEnd());
    store<i32>(timeStarts + row * 4, timeStart());
    store<i32>(timeEnds + row * 4, timeEnd());
    store<u8>(flags + row, lineFlags() | messageFlags);
    row++;
  }
  followingLine = at;
  return row;
}

let followingLine: i32 = 0;

/** See `scanLines`. */
export function nextLine(): i32 {
  return followingLine;
}

/** Raw lines have no time of their own: it is left as it is. */
function scan(format: i32, base: usize, start: usize): usize {
  if (format == CRI) return scanCriLine(base, start);
  if (format == DOCKER) return scanDockerJsonLine(base, start);
  setStream(0);
  setComplete(true);
  return scanText(base, start);
}
