import { STDERR, STDOUT, setComplete, setMessage, setStream, setTime } from './scanned-line';
import { BACKSLASH, NEWLINE, QUOTE, specialBits } from './text';
import { scanTimeText } from './time-text';

/* Texts as the little-endian words that they are in memory. */
const LOG_KEY: u64 = 0x223a22676f6c227b; // {"log":"
const STREAM_KEY: u64 = 0x6165727473222c22; // ","strea
const STDOUT_VALUE: u64 = 0x6f647473223a226d; // m":"stdo
const STDOUT_END: u32 = 0x2c227475; // ut",
const STDERR_VALUE: u64 = 0x65647473223a226d; // m":"stde
const STDERR_END: u32 = 0x2c227272; // rr",
const TIME_KEY: u64 = 0x223a22656d697422; // "time":"
const LINE_END: u16 = 0x7d22; // "}

const LETTER_D: u8 = 0x64;
const LETTER_N: u8 = 0x6e;
const LETTER_U: u8 = 0x75;

/** Where the `"attrs":{…},` is that the source's lines are known to have, and how long it is; 0 for none. */
let attrs: usize = 0;
let attrsLength: usize = 0;
/** Where in the latest line other ones stood; 0 where it failed for another reason. */
let unknownAttrs: usize = 0;

/** Says which attributes the lines to come may have. */
export function setAttrs(address: usize, length: usize): void {
  attrs = address;
  attrsLength = length;
}

/** The address of what may be attributes in the latest line, which was refused for them; else 0. */
export function takeUnknownAttrs(): usize {
  const found = unknownAttrs;
  unknownAttrs = 0;
  return found;
}

/**
 * Scans one line as Docker's json-file driver writes it: `{"log":"…\n","stream":"stdout","time":"…"}` and a newline,
 * with an `attrs` object before the time where the container has log labels (moby, daemon/logger/jsonfilelog/jsonlog).
 * The message's JSON is checked, not undone. Returns the address just past the newline, or 0 where the line has another
 * shape: it may still be Docker's, with its keys in another order.
 */
export function scanDockerJsonLine(base: usize, start: usize): usize {
  if (load<u64>(start) != LOG_KEY) return 0;
  const messageStart = start + sizeof<u64>();
  const quote = scanJsonText(messageStart);
  if (quote == 0) return 0;
  const isComplete = latestEscape == quote - 2 && load<u8>(quote - 1) == LETTER_N;
  setComplete(isComplete);
  setMessage(messageStart - base, (isComplete ? quote - 2 : quote) - base, escapes == <i32>isComplete);
  return scanFieldsBehind(base, quote);
}

/* Of the string scanned latest: how many escapes it has, and where the last one is. */
let escapes: i32 = 0;
let latestEscape: usize = 0;

/** The address of the quote that ends a JSON string, whose inside begins at `start`; 0 where there is something wrong. */
function scanJsonText(start: usize): usize {
  let count = 0;
  let latest: usize = 0;
  let at = start;
  while (true) {
    let bits = specialBits(at);
    let next = at + 16;
    while (bits != 0) {
      const place = ctz(bits);
      const special = at + place;
      if (load<u8>(special) == QUOTE) {
        escapes = count;
        latestEscape = latest;
        return special;
      }
      const length = escapeLength(special);
      if (length == 0) return 0;
      latest = special;
      count++;
      // What an escape is made of is no special byte of its own; it may go into the bytes that come next.
      bits &= -1 << (place + <i32>length);
      next = max(next, special + length);
    }
    at = next;
  }
}

/** Scans from the quote that ends the message to the end of the line. */
function scanFieldsBehind(base: usize, quote: usize): usize {
  if (load<u64>(quote) != STREAM_KEY) return 0;
  const value = load<u64>(quote, 8);
  const end = load<u32>(quote, 16);
  if (value == STDOUT_VALUE && end == STDOUT_END) setStream(STDOUT);
  else if (value == STDERR_VALUE && end == STDERR_END) setStream(STDERR);
  else return 0;

  const timeKey = skipAttrs(quote + 20);
  if (timeKey == 0) return 0;
  const timeStart = timeKey + sizeof<u64>();
  const timeEnd = scanTimeText(timeStart);
  if (timeEnd == 0 || load<u16>(timeEnd) != LINE_END || load<u8>(timeEnd, 2) != NEWLINE) return 0;
  setTime(timeStart - base, timeEnd - base);
  return timeEnd + 3;
}

/** The address of the time's key, with or without the known attributes before it, or 0 where it is not there. */
function skipAttrs(at: usize): usize {
  if (load<u64>(at) == TIME_KEY) return at;
  if (attrsLength > 0 && memory.compare(at, attrs, attrsLength) == 0 && load<u64>(at + attrsLength) == TIME_KEY) {
    return at + attrsLength;
  }
  unknownAttrs = at;
  return 0;
}

/** JSON's letters behind a backslash, but for `u`: those below 64, and those from 64 on, as bits. */
const LOW_ESCAPE_LETTERS: u64 = 0x0000800400000000;
const HIGH_ESCAPE_LETTERS: u64 = 0x0014404410000000;

/** Bytes of the escape at `at`; 0 where it is none, or wrong, or half a surrogate pair's, which few can read. */
function escapeLength(at: usize): usize {
  if (load<u8>(at) != BACKSLASH) return 0;
  const letter = load<u8>(at, 1);
  if (letter == LETTER_U) return isUnicodeEscape(at) ? 6 : 0;
  const letters = letter < 64 ? LOW_ESCAPE_LETTERS : HIGH_ESCAPE_LETTERS;
  return letter < 128 && ((letters >> (letter & 63)) & 1) != 0 ? 2 : 0;
}

function isUnicodeEscape(at: usize): bool {
  for (let place: usize = 2; place < 6; place++) {
    if (!isHexDigit(load<u8>(at + place))) return false;
  }
  const isSurrogate = (load<u8>(at, 2) | 0x20) == LETTER_D && !isDigitBelow8(load<u8>(at, 3));
  return !isSurrogate && !isPlainCharacter(at);
}

/**
 * Whether the escape at `at` hides a character that stands for itself in all that runtimes write. Transforms look for
 * such characters as they are, so a line that has one so is none of the usual ones.
 */
function isPlainCharacter(at: usize): bool {
  const third = load<u8>(at, 4);
  if (load<u8>(at, 2) != 0x30 || load<u8>(at, 3) != 0x30 || third < 0x32 || third > 0x37) return false;
  const fourth = load<u8>(at, 5) | 0x20;
  if (third == 0x32) return fourth != 0x32 && fourth != 0x36;
  if (third == 0x33) return fourth != 0x63 && fourth != 0x65;
  return !(third == 0x35 && fourth == 0x63);
}

function isHexDigit(byte: u8): bool {
  return (byte >= 0x30 && byte < 0x3a) || ((byte | 0x20) >= 0x61 && (byte | 0x20) < 0x67);
}

function isDigitBelow8(byte: u8): bool {
  return byte >= 0x30 && byte < 0x38;
}
