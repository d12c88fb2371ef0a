import { BACKSLASH, QUOTE, specialBits } from './text';

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
  const low = byte & 15;
  store<u8>(to, 0x30 + (byte >> 4), 4);
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
