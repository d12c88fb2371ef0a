/** Whole numbers as text. */

const DIGIT: u64 = 0x30;
/** What a letter is more than the digit that it would be. */
const LETTER: u64 = 0x61 - 0x30 - 10;

/** Writes a number in decimal at `at` and says where it ends. */
export function writeDecimal(value: u64, at: usize): usize {
  let end = at + 1;
  for (let power: u64 = 10; power <= value; power *= 10) end++;
  for (let place = end; place > at; value /= 10) store<u8>(--place, <u8>(DIGIT + (value % 10)));
  return end;
}

/** The same to the base 36: digits and lower-case letters. */
export function writeBase36(value: u64, at: usize): usize {
  let end = at + 1;
  for (let power: u64 = 36; power <= value; power *= 36) end++;
  for (let place = end; place > at; value /= 36) {
    const digit = value % 36;
    store<u8>(--place, <u8>(DIGIT + digit + (digit < 10 ? 0 : LETTER)));
  }
  return end;
}
