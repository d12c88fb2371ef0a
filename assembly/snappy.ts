/**
 * Snappy's block format (google/snappy, format_description.txt): the length of the text, then literals and copies of
 * what stands at most 64 KiB before. Called by `src/sinks/loki/snappy-compressor.ts`.
 */

import { copy } from './text';

/** Bytes that two texts must have in common to be worth a copy, and that the table is looked up by. */
const LEAST_MATCH: usize = 4;
const MOST_COPY_BYTES: usize = 64;
const MOST_OFFSET: usize = 0xffff;
/** A copy of up to 11 bytes from less than 2 KiB before takes two bytes instead of three. */
const MOST_NEAR_BYTES: usize = 11;
const NEAR_OFFSET: usize = 0x800;
/** Places in the table, of 4 bytes each. */
const TABLE_BITS = 14;
const TABLE_BYTES: usize = 4 << TABLE_BITS;
/** So many bytes before the end are not looked at, so that no read goes past it. */
const MARGIN: usize = 15;
/** The search takes larger steps the longer it has found nothing: one byte more after every 32 looks. */
const LOOKS_A_STEP_BITS: usize = 5;

const TAG_LITERAL: u32 = 0;
const TAG_NEAR_COPY: u32 = 1;
const TAG_COPY: u32 = 2;
/** Longer literals have their length in bytes of its own. */
const MOST_LENGTH_IN_TAG: usize = 60;

/**
 * Compresses the `length` bytes at `text` to `target`, and returns how many bytes were written. `target` needs room for
 * 32 bytes and 7 / 6 of the text, and 32 for rubbish behind them.
 *
 * @param table address of `1 << 16` bytes to work with
 */
export function compress(text: usize, length: usize, target: usize, table: usize): usize {
  let to = putLength(target, length);
  // A place that was never put there is as good as any: what stands at a place is always compared.
  memory.fill(table, 0, TABLE_BYTES);
  const end = text + length;
  const limit = length > MARGIN ? end - MARGIN : text;
  let literal = text;
  let at = text + 1;
  let looks: usize = 1 << LOOKS_A_STEP_BITS;
  while (at < limit) {
    const word = load<u32>(at);
    const slot = table + (((word * 0x1e35a7bd) >> (32 - TABLE_BITS)) << 2);
    const candidate = text + load<u32>(slot);
    store<u32>(slot, <u32>(at - text));
    if (load<u32>(candidate) != word || at - candidate > MOST_OFFSET) {
      at += looks >> LOOKS_A_STEP_BITS;
      looks++;
      continue;
    }
    if (at > literal) to = putLiteral(literal, at - literal, to);
    const copied = LEAST_MATCH + commonBytes(candidate + LEAST_MATCH, at + LEAST_MATCH, end);
    to = putCopy(to, at - candidate, copied);
    at += copied;
    literal = at;
    looks = 1 << LOOKS_A_STEP_BITS;
  }
  if (literal < end) to = putLiteral(literal, end - literal, to);
  return to - target;
}

/** How many bytes from `one` and from `other` on are the same; `other` is the later, and goes to `end`. */
function commonBytes(one: usize, other: usize, end: usize): usize {
  let at = other;
  const shift = other - one;
  while (at + 8 <= end) {
    const difference = load<u64>(at) ^ load<u64>(at - shift);
    if (difference != 0) return at - other + <usize>(ctz(difference) >> 3);
    at += 8;
  }
  while (at < end && load<u8>(at) == load<u8>(at - shift)) at++;
  return at - other;
}

function putLength(target: usize, length: usize): usize {
  let at = target;
  let rest = length;
  for (; rest >= 0x80; rest >>= 7) store<u8>(at++, <u8>((rest & 0x7f) | 0x80));
  store<u8>(at, <u8>rest);
  return at + 1;
}

function putLiteral(text: usize, length: usize, to: usize): usize {
  let at = to;
  const last = length - 1;
  if (last < MOST_LENGTH_IN_TAG) {
    store<u8>(at++, <u8>(TAG_LITERAL | (last << 2)));
  } else {
    const bytes: usize = last < 0x100 ? 1 : last < 0x10000 ? 2 : last < 0x1000000 ? 3 : 4;
    store<u8>(at++, <u8>(TAG_LITERAL | ((MOST_LENGTH_IN_TAG + bytes - 1) << 2)));
    store<u32>(at, <u32>last);
    at += bytes;
  }
  copy(text, length, at);
  return at + length;
}

function putCopy(to: usize, offset: usize, length: usize): usize {
  let at = to;
  let rest = length;
  while (rest > MOST_COPY_BYTES) {
    // So that four are left at least, which may take a near copy.
    const part = rest < MOST_COPY_BYTES + LEAST_MATCH ? MOST_COPY_BYTES - LEAST_MATCH : MOST_COPY_BYTES;
    at = putFarCopy(at, offset, part);
    rest -= part;
  }
  if (rest > MOST_NEAR_BYTES || offset >= NEAR_OFFSET) return putFarCopy(at, offset, rest);
  store<u8>(at, <u8>(TAG_NEAR_COPY | ((rest - LEAST_MATCH) << 2) | ((offset >> 8) << 5)));
  store<u8>(at + 1, <u8>offset);
  return at + 2;
}

function putFarCopy(at: usize, offset: usize, length: usize): usize {
  store<u8>(at, <u8>(TAG_COPY | ((length - 1) << 2)));
  store<u16>(at + 1, <u16>offset);
  return at + 3;
}
