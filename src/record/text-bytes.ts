import { JSON_SPECIAL } from './json-text.js';

/** Bytes that are scanned, and other views of the same memory for scans that take several bytes at a step. */
export interface TextBytes {
  bytes: Buffer;
  words: Int32Array;
  view: DataView;
}

/** How far behind the text a scan may look, in bytes: what it finds there is not used, but must be memory. */
const LOOK_AHEAD = 64;

/** Memory for `length` bytes and a little more, not cleared, with all its views. */
export function allocateTextBytes(length: number): TextBytes {
  const size = (length + LOOK_AHEAD + 3) & ~3;
  const bytes = Buffer.allocUnsafeSlow(size);
  return {
    bytes,
    words: new Int32Array(bytes.buffer, bytes.byteOffset, size / 4),
    view: new DataView(bytes.buffer, bytes.byteOffset, size),
  };
}

/** Within how many bytes a byte-by-byte scan is as fast as one by words, by measurement. */
const NEAR = 8;

/** A text to compare with, as the 32-bit words of it (little-endian) and the bytes that are left. */
export interface Pattern {
  readonly length: number;
  readonly words: Int32Array;
  readonly rest: Uint8Array;
}

/** Prepares an ASCII text to be compared with. */
export function createPattern(text: string): Pattern {
  const bytes = Buffer.from(text, 'latin1');
  const words = new Int32Array(bytes.length >> 2);
  for (let i = 0; i < words.length; i++) words[i] = bytes.readInt32LE(i * 4);
  return { length: bytes.length, words, rest: bytes.subarray(words.length * 4) };
}

/** Whether the pattern stands at `start`. Compares four bytes at a step: a third of the time of byte by byte. */
export function matches({ bytes, view }: TextBytes, start: number, { words, rest }: Pattern): boolean {
  let at = start;
  for (let i = 0; i < words.length; i++, at += 4) {
    if (view.getInt32(at, true) !== words[i]) return false;
  }
  for (let i = 0; i < rest.length; i++) {
    if (bytes[at + i] !== rest[i]) return false;
  }
  return true;
}

/**
 * Index of the first byte from `start` on that JSON escapes (a control byte, a quote or a backslash), of which there
 * must be one.
 *
 * Eight bytes at a step, by the test for a byte less than n, and for a zero byte, in a word (Bit Twiddling Hacks by Sean
 * Eron Anderson, "Determine if a word has a byte less than n"); two to three times as fast as byte by byte.
 */
export function findJsonSpecial({ bytes, words }: TextBytes, start: number): number {
  let at = start;
  // Where escapes are many, the next one is near.
  const near = (start + NEAR + 3) & ~3;
  while (at < near) {
    if (JSON_SPECIAL[bytes[at]!] !== 0) return at;
    at++;
  }
  let word = at >> 2;
  while ((specialBits(words[word]!) | specialBits(words[word + 1]!)) === 0) word += 2;
  at = word << 2;
  while (JSON_SPECIAL[bytes[at]!] === 0) at++;
  return at;
}

/** Not 0 where one of the word's four bytes is less than 0x20, 0x22 or 0x5c. */
function specialBits(word: number): number {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const below = (word - 0x20202020) & ~word;
  const equal = ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes);
  return (below | equal) & 0x80808080;
}
