import { RecordFlag } from '../record/record-block.js';
import { createPattern, findJsonSpecial, matches, type TextBytes } from '../record/text-bytes.js';
import type { AttrsCache } from './attrs-cache.js';
import type { ScannedLine } from './scanned-line.js';
import { scanTimeText } from './time-text.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const CLOSE_BRACE = 0x7d;
const LETTER_N = 0x6e;
const LETTER_D = 0x64;
const LETTER_U = 0x75;

/** 1 for a letter that may follow a backslash in JSON, but for `u`. */
const ESCAPE_LETTER = new Uint8Array(256);
for (const letter of '"\\/bfnrt') ESCAPE_LETTER[letter.charCodeAt(0)] = 1;

const HEX_DIGIT = new Uint8Array(256);
for (const digit of '0123456789abcdefABCDEF') HEX_DIGIT[digit.charCodeAt(0)] = 1;

const LOG_KEY = createPattern('{"log":"');
const STREAM_KEY = createPattern(',"stream":"std');
const OUT = createPattern('out",');
const ERR = createPattern('err",');
const TIME_KEY = createPattern('"time":"');

/**
 * Scans one line as Docker's json-file driver writes it: `{"log":"…\n","stream":"stdout","time":"…"}` and a newline,
 * with an `attrs` object before the time where the container has log labels (moby, daemon/logger/jsonfilelog/jsonlog).
 * The message's JSON is checked, not undone. Returns the index just past the newline, or -1 where the line has another
 * shape: it may still be Docker's, with its keys in another order; `parseDockerJsonLine` finds out.
 *
 * Never reads past the newline that ends the line, so `text` must hold one.
 */
export function scanDockerJsonLine(text: TextBytes, start: number, line: ScannedLine, attrs: AttrsCache): number {
  const { bytes } = text;
  if (!matches(text, start, LOG_KEY)) return -1;
  const messageStart = start + LOG_KEY.length;
  let escapes = 0;
  let at = messageStart;
  for (;;) {
    at = findJsonSpecial(text, at);
    const byte = bytes[at];
    if (byte === QUOTE) break;
    if (byte !== BACKSLASH) return -1;
    const length = escapeLength(bytes, at);
    if (length === 0) return -1;
    at += length;
    escapes++;
  }
  const complete = endsWithNewlineEscape(bytes, messageStart, at);
  line.messageStart = messageStart;
  line.messageEnd = complete ? at - 2 : at;
  line.complete = complete;
  line.verbatim = complete ? escapes === 1 : escapes === 0;
  at++;

  if (!matches(text, at, STREAM_KEY)) return -1;
  at += STREAM_KEY.length;
  if (matches(text, at, OUT)) line.stream = RecordFlag.stdout;
  else if (matches(text, at, ERR)) line.stream = RecordFlag.stderr;
  else return -1;
  at += OUT.length;

  if (!matches(text, at, TIME_KEY)) {
    at = attrs.skip(text.bytes, at);
    if (at < 0 || !matches(text, at, TIME_KEY)) return -1;
  }
  line.timeStart = at + TIME_KEY.length;
  const timeEnd = scanTimeText(bytes, line.timeStart);
  if (timeEnd < 0) return -1;
  line.timeEnd = timeEnd;
  if (bytes[timeEnd] !== QUOTE || bytes[timeEnd + 1] !== CLOSE_BRACE || bytes[timeEnd + 2] !== NEWLINE) return -1;
  return timeEnd + 3;
}

/** Bytes of the escape that starts at a backslash; 0 where it is wrong, or half a surrogate pair's, which few can read. */
function escapeLength(bytes: Uint8Array, backslash: number): number {
  const letter = bytes[backslash + 1]!;
  if (ESCAPE_LETTER[letter] === 1) return 2;
  if (letter !== LETTER_U) return 0;
  for (let i = 2; i < 6; i++) {
    if (HEX_DIGIT[bytes[backslash + i]!] !== 1) return 0;
  }
  const isSurrogate = (bytes[backslash + 2]! | 0x20) === LETTER_D && !isDigitBelow8(bytes[backslash + 3]!);
  return isSurrogate ? 0 : 6;
}

function isDigitBelow8(byte: number): boolean {
  return byte >= 0x30 && byte < 0x38;
}

/** Whether the string's last two bytes are the escape `\n`, and not a backslash escaped before an `n`. */
function endsWithNewlineEscape(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[end - 1] !== LETTER_N) return false;
  let backslashes = 0;
  for (let at = end - 2; at >= start && bytes[at] === BACKSLASH; at--) backslashes++;
  return backslashes % 2 === 1;
}
