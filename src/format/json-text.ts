/**
 * Text inside JSON strings, as bytes. Docker's logs hold it escaped, CRI's unescaped, and both leave podtail as JSON.
 */

/** 1 for each byte that may not stand for itself inside a JSON string: control bytes, the quote and the backslash. */
export const JSON_SPECIAL: Uint8Array = new Uint8Array(256);
JSON_SPECIAL.fill(1, 0, 0x20);
JSON_SPECIAL[0x22] = 1;
JSON_SPECIAL[0x5c] = 1;

const HEX = Buffer.from('0123456789abcdef', 'latin1');
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The letter behind the backslash for each byte that has to be escaped, `u` where there is no shorter one; else 0. */
const ESCAPE_LETTER = new Uint8Array(256);
ESCAPE_LETTER.fill(LETTER_U, 0, 0x20);
for (const [byte, letter] of Object.entries({ 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r', 34: '"', 92: '\\' })) {
  ESCAPE_LETTER[Number(byte)] = letter.charCodeAt(0);
}

/** The most bytes that one byte of text can take inside a JSON string: `\u0000`. */
export const MOST_ESCAPED_BYTES = 6;

/**
 * Writes UTF-8 text as the inside of a JSON string and says where it ends. `target` needs room for
 * `MOST_ESCAPED_BYTES` times the text.
 */
export function escapeJsonText(text: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  let to = at;
  for (let from = start; from < end; from++) {
    const byte = text[from]!;
    const letter = ESCAPE_LETTER[byte]!;
    if (letter === 0) {
      target[to++] = byte;
      continue;
    }
    target[to++] = BACKSLASH;
    target[to++] = letter;
    if (letter !== LETTER_U) continue;
    target[to++] = 0x30;
    target[to++] = 0x30;
    target[to++] = HEX[byte >> 4]!;
    target[to++] = HEX[byte & 15]!;
  }
  return to;
}

/** A string as it appears between the quotes of JSON, in UTF-8; lone surrogates become U+FFFD. */
export function jsonStringInside(text: string): Buffer {
  const quoted = Buffer.from(JSON.stringify(text.toWellFormed()), 'utf8');
  return quoted.subarray(1, quoted.length - 1);
}
