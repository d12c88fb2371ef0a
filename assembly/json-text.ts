import { BACKSLASH, specialBits } from './text';

/** The most bytes that one byte of text can take inside a JSON string: `\u0000`. */
export const MOST_ESCAPED_BYTES: usize = 6;

/**
 * Writes UTF-8 text as the inside of a JSON string and returns where it ends, with up to 15 bytes of rubbish behind. There
 * must be room for `MOST_ESCAPED_BYTES` times the text.
 */
export function escapeJsonText(start: usize, end: usize, target: usize): usize {
  let from = start;
  let to = target;
  while (from < end) {
    const length = min<usize>(end - from, 16);
    let bits = specialBits(from) & ((1 << (<i32>length)) - 1);
    // What is copied too far is written over.
    v128.store(to, v128.load(from));
    let done: usize = 0;
    while (bits != 0) {
      const place = <usize>ctz(bits);
      v128.store(to, v128.load(from + done));
      to = putEscape(load<u8>(from + place), to + place - done);
      done = place + 1;
      bits &= bits - 1;
    }
    v128.store(to, v128.load(from + done));
    to += length - done;
    from += length;
  }
  return to;
}

const LETTER_U: u32 = 0x75;
/** The letters for the bytes 8 to 13, from the lowest on: `btn`, `u` for 11, `fr`. */
const CONTROL_LETTERS: u64 = 0x7266756e7462;

function putEscape(byte: u8, to: usize): usize {
  const letter = escapeLetter(byte);
  store<u16>(to, <u16>((letter << 8) | BACKSLASH));
  if (letter != LETTER_U) return to + 2;
  store<u32>(to, 0x3030755c); // \u00
  const low = byte & 15;
  store<u8>(to, 0x30 + (byte >> 4), 4);
  store<u8>(to, low < 10 ? 0x30 + low : 0x57 + low, 5);
  return to + 6;
}

/** The letter behind the backslash; `u` where there is no shorter escape. */
function escapeLetter(byte: u8): u32 {
  if (byte >= 0x20) return byte;
  const place = <u32>byte - 8;
  return place < 6 ? <u32>(CONTROL_LETTERS >> (place * 8)) & 0xff : LETTER_U;
}
