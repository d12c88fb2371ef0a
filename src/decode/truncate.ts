/** Where to cut a message that is longer than `limits.maxLineBytes`, which counts the bytes of its text. */

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const LETTER_D = 0x64;

/** Index at which UTF-8 text of at most `most` bytes ends, without parting a character. */
export function cutText(bytes: Uint8Array, start: number, end: number, most: number): number {
  if (end - start <= most) return end;
  let cut = start + most;
  const earliest = Math.max(start, cut - 3);
  while (cut > earliest && isContinuation(bytes[cut]!)) cut--;
  // Four continuation bytes in a row are no character's: then nothing is split by cutting anywhere.
  return isContinuation(bytes[cut]!) ? start + most : cut;
}

/**
 * Index at which the inside of a JSON string has to end for its text to be at most `most` bytes of UTF-8, without
 * parting a character, an escape, or a surrogate pair.
 */
export function cutJsonText(bytes: Uint8Array, start: number, end: number, most: number): number {
  if (end - start <= most) return end;
  let left = most;
  let at = start;
  while (at < end) {
    const length = unitLength(bytes, at);
    left -= textBytes(bytes, at, length);
    if (left < 0) return at;
    at += length;
  }
  return end;
}

/** How many bytes of UTF-8 the inside of a JSON string stands for. */
export function jsonTextLength(bytes: Uint8Array, start: number, end: number): number {
  let total = 0;
  for (let at = start; at < end; ) {
    const length = unitLength(bytes, at);
    total += textBytes(bytes, at, length);
    at += length;
  }
  return total;
}

/** Bytes of the escape, the surrogate pair, or the UTF-8 character at `at`. */
function unitLength(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!;
  if (byte === BACKSLASH) {
    if (bytes[at + 1] !== LETTER_U) return 2;
    return isHighSurrogate(bytes, at) && bytes[at + 6] === BACKSLASH && bytes[at + 7] === LETTER_U ? 12 : 6;
  }
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** Bytes of text that a unit of that length stands for. */
function textBytes(bytes: Uint8Array, at: number, length: number): number {
  if (bytes[at] !== BACKSLASH) return length;
  if (length === 2) return 1;
  if (length === 12) return 4;
  const code = Number.parseInt(String.fromCharCode(...bytes.subarray(at + 2, at + 6)), 16);
  if (code < 0x80) return 1;
  return code < 0x800 ? 2 : 3;
}

function isHighSurrogate(bytes: Uint8Array, backslash: number): boolean {
  const third = bytes[backslash + 3]! | 0x20;
  return (
    (bytes[backslash + 2]! | 0x20) === LETTER_D &&
    (third === 0x38 || third === 0x39 || third === 0x61 || third === 0x62)
  );
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
