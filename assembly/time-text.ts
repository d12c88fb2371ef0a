/**
 * The time texts that container runtimes write: RFC 3339 as Go's RFC3339Nano prints it
 * (`2023-11-06T16:08:12.123456789Z`, trailing zeros of the fraction cut) or with an offset (`+00:00`).
 */

/** Bytes of `2023-11-06T16:08:12Z` and of `2023-11-06T16:08:12.123456789+00:00`. */
const SHORTEST: usize = 20;
const LONGEST: usize = 35;
const DASH: u8 = 0x2d;
const COLON: u8 = 0x3a;
const LETTER_T: u8 = 0x54;
const LETTER_Z: u8 = 0x5a;

/**
 * The address just past the time text at `start`, or 0 where none is there. Looks at its form, not at whether the
 * month has that day.
 */
export function scanTimeText(start: usize): usize {
  const bits = timeBits(start) | (timeBits(start + 16) << 16) | (timeBits(start + 32) << 32);
  const length = <usize>ctz(~bits);
  if (length < SHORTEST || length > LONGEST) return 0;
  if (load<u8>(start, 4) != DASH || load<u8>(start, 7) != DASH || load<u8>(start, 10) != LETTER_T) return 0;
  if (load<u8>(start, 13) != COLON || load<u8>(start, 16) != COLON) return 0;
  const end = start + length;
  return load<u8>(end - 1) == LETTER_Z || load<u8>(end - 3) == COLON ? end : 0;
}

/** Those of the 16 bytes at `at` that time texts are made of (digits and `-:.TZ+`), as bits from the lowest on. */
function timeBits(at: usize): u64 {
  const chunk = v128.load(at);
  const plusToColon = i8x16.le_u(i8x16.sub(chunk, i8x16.splat(0x2b)), i8x16.splat(0x0f));
  const commaOrSlash = v128.or(i8x16.eq(chunk, i8x16.splat(0x2c)), i8x16.eq(chunk, i8x16.splat(0x2f)));
  const letters = v128.or(i8x16.eq(chunk, i8x16.splat(LETTER_T)), i8x16.eq(chunk, i8x16.splat(LETTER_Z)));
  return i8x16.bitmask(v128.or(v128.andnot(plusToColon, commaOrSlash), letters));
}
