/**
 * Unescapes JSON strings: the reverse of `escapeJsonText`. Docker's logs have messages as the inside of a JSON string.
 * Loki and OTLP need text.
 */

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
/** Bytes of `\u0000`. */
const UNICODE_ESCAPE_BYTES = 6;
const REPLACEMENT_CHARACTER = 0xfffd;

/** The byte for each letter after a backslash. An unknown letter means itself. */
const MEANING = Uint8Array.from({ length: 256 }, (_, letter) => letter);
for (const [letter, byte] of Object.entries({ b: 8, t: 9, n: 10, f: 12, r: 13 })) MEANING[letter.charCodeAt(0)] = byte;

const HEX_VALUE = new Uint8Array(256);
for (let value = 0; value < 16; value++) {
  HEX_VALUE[value.toString(16).charCodeAt(0)] = value;
  HEX_VALUE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/**
 * Writes the text of the inside of a JSON string in `from[start, end)` as UTF-8, and returns where it ends.
 * The text is never longer than the string, which is the room that `to` needs. A lone surrogate becomes U+FFFD. The
 * string's escapes must be whole.
 */
export function unescapeJsonText(from: DataView, start: number, end: number, to: DataView, at: number): number {
  let read = start;
  let write = at;
  const lastPair = end - 8;
  while (read < end) {
    // Copies eight bytes at a step, and finds out whether one of them was a backslash (Bit Twiddling Hacks by Sean Eron
    // Anderson, "Determine if a word has a zero byte"): what was copied behind it is written over.
    while (read <= lastPair) {
      const word = from.getInt32(read, true);
      const next = from.getInt32(read + 4, true);
      to.setInt32(write, word, true);
      to.setInt32(write + 4, next, true);
      const marked = word ^ 0x5c5c5c5c;
      const nextMarked = next ^ 0x5c5c5c5c;
      const found = (marked - 0x01010101) & ~marked & 0x80808080;
      const nextFound = (nextMarked - 0x01010101) & ~nextMarked & 0x80808080;
      if ((found | nextFound) !== 0) {
        const copied = found === 0 ? 4 + lowestByte(nextFound) : lowestByte(found);
        read += copied;
        write += copied;
        break;
      }
      read += 8;
      write += 8;
    }
    while (read < end && from.getUint8(read) !== BACKSLASH) to.setUint8(write++, from.getUint8(read++));
    if (read >= end) break;
    const letter = from.getUint8(read + 1);
    if (letter !== LETTER_U) {
      to.setUint8(write++, MEANING[letter]!);
      read += 2;
      continue;
    }
    const unit = codeUnit(from, read);
    read += UNICODE_ESCAPE_BYTES;
    if (unit < 0xd800 || unit > 0xdfff) {
      write = writeCharacter(to, write, unit);
      continue;
    }
    const low = unit < 0xdc00 && isUnicodeEscape(from, read, end) ? codeUnit(from, read) : 0;
    const isPair = low >= 0xdc00 && low <= 0xdfff;
    if (isPair) read += UNICODE_ESCAPE_BYTES;
    write = writeCharacter(
      to,
      write,
      isPair ? 0x10000 + ((unit - 0xd800) << 10) + low - 0xdc00 : REPLACEMENT_CHARACTER,
    );
  }
  return write;
}

/** The index of the lowest byte that is not 0, in a word that has one. */
function lowestByte(word: number): number {
  return (31 - Math.clz32(word & -word)) >> 3;
}

function isUnicodeEscape(from: DataView, at: number, end: number): boolean {
  return at + UNICODE_ESCAPE_BYTES <= end && from.getUint8(at) === BACKSLASH && from.getUint8(at + 1) === LETTER_U;
}

/** The UTF-16 code unit of a `\u` escape. */
function codeUnit(from: DataView, at: number): number {
  return (
    (HEX_VALUE[from.getUint8(at + 2)]! << 12) |
    (HEX_VALUE[from.getUint8(at + 3)]! << 8) |
    (HEX_VALUE[from.getUint8(at + 4)]! << 4) |
    HEX_VALUE[from.getUint8(at + 5)]!
  );
}

/** Writes a character in UTF-8 (RFC 3629). */
function writeCharacter(to: DataView, at: number, code: number): number {
  let write = at;
  if (code < 0x80) {
    to.setUint8(write++, code);
    return write;
  }
  if (code < 0x800) to.setUint8(write++, 0xc0 | (code >> 6));
  else {
    if (code < 0x10000) to.setUint8(write++, 0xe0 | (code >> 12));
    else {
      to.setUint8(write++, 0xf0 | (code >> 18));
      to.setUint8(write++, 0x80 | ((code >> 12) & 0x3f));
    }
    to.setUint8(write++, 0x80 | ((code >> 6) & 0x3f));
  }
  to.setUint8(write++, 0x80 | (code & 0x3f));
  return write;
}
