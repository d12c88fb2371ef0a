const DIGITS = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz', 'latin1');
/** Numbers of fewer bits are divided as integers, which is faster. */
const INT_END = 2 ** 31;

/** Writes an integer up to 2^53 in decimal, and returns its end. */
export function writeDecimal(value: number, target: Uint8Array, at: number): number {
  let end = at + 1;
  for (let power = 10; power <= value; power *= 10) end++;
  let index = end;
  let rest = value;
  while (rest >= INT_END) {
    const quotient = Math.floor(rest / 10);
    target[--index] = 0x30 + (rest - quotient * 10);
    rest = quotient;
  }
  let int = rest | 0;
  while (index > at) {
    const quotient = (int / 10) | 0;
    target[--index] = 0x30 + (int - quotient * 10);
    int = quotient;
  }
  return end;
}

/** Writes an integer up to 2^53 in base 36, with digits and lower-case letters, and returns its end. */
export function writeBase36(value: number, target: Uint8Array, at: number): number {
  let end = at + 1;
  for (let power = 36; power <= value; power *= 36) end++;
  let index = end;
  let rest = value;
  while (rest >= INT_END) {
    const quotient = Math.floor(rest / 36);
    target[--index] = DIGITS[rest - quotient * 36]!;
    rest = quotient;
  }
  let int = rest | 0;
  while (index > at) {
    const quotient = (int / 36) | 0;
    target[--index] = DIGITS[int - quotient * 36]!;
    int = quotient;
  }
  return end;
}

/** Most bytes of a number in either base. */
export const MOST_DIGITS = 16;
