/**
 * Snappy's block format (google/snappy, format_description.txt), which Loki takes protobuf in: the length of the text,
 * then literals and copies of what stands at most 64 KiB before.
 *
 * Our own because of memory: the libraries make a new buffer for each call, with room for what does not compress, and
 * these heap up to several hundred megabytes before the engine collects them.
 */

/** Bytes that two texts must have in common to be worth a copy, and that the table is looked up by. */
const LEAST_MATCH = 4;
const MOST_COPY_BYTES = 64;
const MOST_OFFSET = 0xffff;
/** A copy of up to 11 bytes from less than 2 KiB before takes two bytes instead of three. */
const MOST_NEAR_BYTES = 11;
const NEAR_OFFSET = 0x800;
const TABLE_BITS = 13;
/** So many bytes before the end are not looked at, so that no read goes past it. */
const MARGIN = 15;
/** The search takes larger steps the longer it has found nothing: one byte more after every 32 looks. */
const LOOKS_A_STEP_BITS = 5;
/** Up to here a loop by words is faster than a call into the engine's copying. */
const LONGEST_BY_WORDS = 64;

const TAG_LITERAL = 0;
const TAG_NEAR_COPY = 1;
const TAG_COPY = 2;
/** Longer literals have their length in bytes of its own. */
const MOST_LENGTH_IN_TAG = 60;

/** The most bytes that `length` bytes can become, and some more, which may be written over. */
export function mostSnappyBytes(length: number): number {
  return 32 + length + Math.ceil(length / 6);
}

/** Compresses text into a given memory; one can be used for any number of texts. */
export type SnappyCompressor = (text: DataView, length: number, target: DataView) => number;

/**
 * Makes what compresses the first `length` bytes of a memory into another, which has room for `mostSnappyBytes`, and
 * returns the number of bytes written.
 */
export function createSnappyCompressor(): SnappyCompressor {
  const table = new Int32Array(1 << TABLE_BITS);

  return (text, length, target) => {
    let to = putLength(target, 0, length);
    // A place 0 that was never put there is as good as any: what stands at a place is always compared.
    table.fill(0);
    const limit = length - MARGIN;
    let literal = 0;
    let at = 1;
    let looks = 1 << LOOKS_A_STEP_BITS;
    while (at < limit) {
      const word = text.getInt32(at, true);
      const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - TABLE_BITS);
      const candidate = table[slot]!;
      table[slot] = at;
      if (text.getInt32(candidate, true) !== word || at - candidate > MOST_OFFSET) {
        at += looks++ >> LOOKS_A_STEP_BITS;
        continue;
      }
      if (at > literal) to = putLiteral(text, literal, at, target, to);
      const end = matchEnd(text, candidate + LEAST_MATCH, at + LEAST_MATCH, length);
      to = putCopy(target, to, at - candidate, end - at);
      at = end;
      literal = end;
      looks = 1 << LOOKS_A_STEP_BITS;
    }
    return literal < length ? putLiteral(text, literal, length, target, to) : to;
  };
}

/** Where the texts from `one` and from `other` on, of which `other` is the later, cease to be the same. */
function matchEnd(text: DataView, one: number, other: number, length: number): number {
  const shift = other - one;
  const lastWord = length - 4;
  let at = other;
  while (at <= lastWord && text.getInt32(at, true) === text.getInt32(at - shift, true)) at += 4;
  while (at < length && text.getUint8(at) === text.getUint8(at - shift)) at++;
  return at;
}

function putLength(target: DataView, start: number, length: number): number {
  let at = start;
  let rest = length;
  for (; rest >= 0x80; rest >>>= 7) target.setUint8(at++, (rest & 0x7f) | 0x80);
  target.setUint8(at++, rest);
  return at;
}

function putLiteral(text: DataView, start: number, end: number, target: DataView, to: number): number {
  let at = to;
  const length = end - start;
  const last = length - 1;
  if (last < MOST_LENGTH_IN_TAG) target.setUint8(at++, TAG_LITERAL | (last << 2));
  else {
    const bytes = last < 0x100 ? 1 : last < 0x10000 ? 2 : last < 0x1000000 ? 3 : 4;
    target.setUint8(at++, TAG_LITERAL | ((MOST_LENGTH_IN_TAG + bytes - 1) << 2));
    for (let rest = last, byte = 0; byte < bytes; byte++, rest >>>= 8) target.setUint8(at++, rest & 0xff);
  }
  if (length > LONGEST_BY_WORDS) {
    const from = new Uint8Array(text.buffer, text.byteOffset + start, length);
    new Uint8Array(target.buffer, target.byteOffset + at, length).set(from);
    return at + length;
  }
  const shift = at - start;
  let index = start;
  for (; index <= end - 4; index += 4) target.setInt32(index + shift, text.getInt32(index, true), true);
  for (; index < end; index++) target.setUint8(index + shift, text.getUint8(index));
  return end + shift;
}

function putCopy(target: DataView, to: number, offset: number, length: number): number {
  let at = to;
  let rest = length;
  while (rest > MOST_COPY_BYTES) {
    // So that four are left at least, which may take a near copy.
    const part = rest < MOST_COPY_BYTES + LEAST_MATCH ? MOST_COPY_BYTES - LEAST_MATCH : MOST_COPY_BYTES;
    at = putFarCopy(target, at, offset, part);
    rest -= part;
  }
  if (rest > MOST_NEAR_BYTES || offset >= NEAR_OFFSET) return putFarCopy(target, at, offset, rest);
  target.setUint8(at, TAG_NEAR_COPY | ((rest - LEAST_MATCH) << 2) | ((offset >> 8) << 5));
  target.setUint8(at + 1, offset & 0xff);
  return at + 2;
}

function putFarCopy(target: DataView, at: number, offset: number, length: number): number {
  target.setUint8(at, TAG_COPY | ((length - 1) << 2));
  target.setUint16(at + 1, offset, true);
  return at + 3;
}
