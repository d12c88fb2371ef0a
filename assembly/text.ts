/** What both modules know of text as bytes. All positions are addresses. */

export const NEWLINE: u8 = 0x0a;
export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;

/** Those of the 16 bytes at `at` that JSON escapes (control bytes, quotes, backslashes), as bits from the lowest on. */
export function specialBits(at: usize): i32 {
  const chunk = v128.load(at);
  // With bit 1 turned over, the quote (0x22) becomes 0x20, and no other byte changes sides.
  const low = i8x16.le_u(v128.xor(chunk, i8x16.splat(0x02)), i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(low, i8x16.eq(chunk, i8x16.splat(0x5c))));
}

/** The first byte from `at` on that JSON escapes, of which there must be one. */
export function findSpecial(at: usize): usize {
  let bits = specialBits(at);
  while (bits == 0) {
    at += 16;
    bits = specialBits(at);
  }
  return at + ctz(bits);
}

/** The first newline from `at` on, of which there must be one. */
export function findNewline(at: usize): usize {
  const newline = i8x16.splat(NEWLINE);
  let bits = i8x16.bitmask(i8x16.eq(v128.load(at), newline));
  while (bits == 0) {
    at += 16;
    bits = i8x16.bitmask(i8x16.eq(v128.load(at), newline));
  }
  return at + ctz(bits);
}

/** Up to here a loop is faster than a call into the engine's copying. */
const LONGEST_BY_LOOP: usize = 1024;

/** Copies `length` bytes, and up to 31 bytes of rubbish behind them. */
export function copy(from: usize, length: usize, to: usize): void {
  if (length > LONGEST_BY_LOOP) {
    memory.copy(to, from, length);
    return;
  }
  for (let done: usize = 0; done < length; done += 32) {
    v128.store(to + done, v128.load(from + done));
    v128.store(to + done, v128.load(from + done, 16), 16);
  }
}
