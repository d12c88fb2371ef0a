/**
 * The encoding of rows to text by a template, called by `src/encode/row-encoder.ts`; the memory is a `RecordBlock`'s.
 */
import { BACKSLASH, copy, QUOTE, specialBits } from './text';

/* Bits of a record's flags: `RecordFlag` of `src/record`. */
const STDOUT: i32 = 1;
const STDERR: i32 = 2;
const ESCAPED_OR_VERBATIM: i32 = 4 | 8;
const PARTIAL: i32 = 16;
const TRUNCATED: i32 = 32;
const MALFORMED: i32 = 64;

/** The most bytes that one byte of text can take inside a JSON string: `\u0000`. */
const MOST_ESCAPED_BYTES: usize = 6;
/** What copies may write behind what is copied. */
const RUBBISH: usize = 64;

/* The addresses of the block's columns. */
let messageStarts: usize = 0;
let messageEnds: usize = 0;
let timeStarts: usize = 0;
let timeEnds: usize = 0;
let flagBits: usize = 0;

/** Says where the block's columns are. They stay there for good. */
export function bindColumns(
  messageStart: usize,
  messageEnd: usize,
  timeStart: usize,
  timeEnd: usize,
  flags: usize,
): void {
  messageStarts = messageStart;
  messageEnds = messageEnd;
  timeStarts = timeStart;
  timeEnds = timeEnd;
  flagBits = flags;
}

/* The parts of a template, as `src/encode/row-template.ts` numbers them. */
const PREFIX: i32 = 0;
const BETWEEN_STDOUT: i32 = 1;
const BETWEEN_STDERR: i32 = 2;
const BETWEEN_RAW: i32 = 3;
const PARTIAL_FIELD: i32 = 4;
const TRUNCATED_FIELD: i32 = 5;
const MALFORMED_FIELD: i32 = 6;
const MESSAGE_KEY: i32 = 7;
const SUFFIX: i32 = 8;

/** The template's address: for each part where it stands, counted from here, and its length; then the parts. */
let template: usize = 0;
/** Bytes that a record has besides its time and its message, at most. */
let constantBytes: usize = 0;

/** Says which template the rows to come are encoded by. */
export function setTemplate(address: usize, mostBytes: usize): void {
  template = address;
  constantBytes = mostBytes;
}

/**
 * Encodes rows `[from, to)` to `[start, end)` until `enough` bytes are written, or a row might not fit. Writes to `ends`
 * where each record ends, counted from `start`, plus `endsFrom`. Returns the first row not encoded.
 */
export function encodeRows(
  base: usize,
  from: i32,
  to: i32,
  start: usize,
  end: usize,
  enough: usize,
  ends: usize,
  endsFrom: usize,
): i32 {
  let at = start;
  let row = from;
  while (row < to && at - start < enough) {
    const flags: i32 = load<u8>(flagBits + row);
    const messageStart = base + load<i32>(messageStarts + row * 4);
    const messageEnd = base + load<i32>(messageEnds + row * 4);
    const timeStart = base + load<i32>(timeStarts + row * 4);
    const timeLength: usize = load<i32>(timeEnds + row * 4) + base - timeStart;
    const isCopied = (flags & ESCAPED_OR_VERBATIM) != 0;
    const messageBytes = (messageEnd - messageStart) * (isCopied ? 1 : MOST_ESCAPED_BYTES);
    if (at + constantBytes + timeLength + messageBytes + RUBBISH > end) break;

    at = put(PREFIX, at);
    copy(timeStart, timeLength, at);
    at = putBetween(flags, at + timeLength);
    if (isCopied) {
      copy(messageStart, messageEnd - messageStart, at);
      at += messageEnd - messageStart;
    } else {
      at = escapeJsonText(messageStart, messageEnd, at);
    }
    at = put(SUFFIX, at);
    store<u32>(ends + (row - from) * 4, <u32>(at - start + endsFrom));
    row++;
  }
  return row;
}

function put(part: i32, at: usize): usize {
  const length: usize = load<u32>(template + part * 8, 4);
  copy(template + load<u32>(template + part * 8), length, at);
  return at + length;
}

/** What stands between the time and the message: the flags of a record that has any stand before the message's key. */
function putBetween(flags: i32, start: usize): usize {
  let at = put((flags & STDOUT) != 0 ? BETWEEN_STDOUT : (flags & STDERR) != 0 ? BETWEEN_STDERR : BETWEEN_RAW, start);
  if ((flags & (PARTIAL | TRUNCATED | MALFORMED)) == 0) return at;
  at -= load<u32>(template + MESSAGE_KEY * 8, 4);
  if ((flags & PARTIAL) != 0) at = put(PARTIAL_FIELD, at);
  if ((flags & TRUNCATED) != 0) at = put(TRUNCATED_FIELD, at);
  if ((flags & MALFORMED) != 0) at = put(MALFORMED_FIELD, at);
  return put(MESSAGE_KEY, at);
}

/**
 * Writes UTF-8 text as the inside of a JSON string and returns where it ends, with up to 15 bytes of rubbish behind. There
 * must be room for `MOST_ESCAPED_BYTES` times the text.
 */
export function escapeJsonText(start: usize, end: usize, target: usize): usize {
  let from = start;
  let to = target;
  while (from < end) {
    v128.store(to, v128.load(from));
    const run = min(<usize>ctz(specialBits(from) | 0x10000), end - from);
    from += run;
    to += run;
    if (run < 16 && from < end) to = putEscape(load<u8>(from++), to);
  }
  return to;
}

const LETTER_U: u32 = 0x75;

function putEscape(byte: u8, to: usize): usize {
  const letter = escapeLetter(byte);
  if (letter != LETTER_U) {
    store<u16>(to, <u16>((letter << 8) | BACKSLASH));
    return to + 2;
  }
  store<u32>(to, 0x3030755c); // \u00
  store<u8>(to, 0x30 + (byte >> 4), 4);
  const low = byte & 15;
  store<u8>(to, low < 10 ? 0x30 + low : 0x57 + low, 5);
  return to + 6;
}

/** The letter behind the backslash; `u` where there is no shorter escape. */
function escapeLetter(byte: u8): u32 {
  if (byte == QUOTE || byte == BACKSLASH) return byte;
  if (byte == 0x0a) return 0x6e;
  if (byte == 0x09) return 0x74;
  if (byte == 0x0d) return 0x72;
  if (byte == 0x08) return 0x62;
  return byte == 0x0c ? 0x66 : LETTER_U;
}
