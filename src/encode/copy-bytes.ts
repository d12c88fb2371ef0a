/** Up to here words are copied: without a view of the source, which would be garbage, and faster. */
const LONGEST_BY_WORDS = 1024;

/** Copies text of the memory that `from` views to that which `to` views, four bytes at a step; says where it ends. */
export function copyText(from: DataView, start: number, end: number, to: DataView, at: number): number {
  const length = end - start;
  if (length > LONGEST_BY_WORDS) {
    new Uint8Array(to.buffer, to.byteOffset + at, length).set(
      new Uint8Array(from.buffer, from.byteOffset + start, length),
    );
    return at + length;
  }
  const shift = at - start;
  const lastWord = end - 4;
  let index = start;
  for (; index <= lastWord; index += 4) to.setInt32(index + shift, from.getInt32(index, true), true);
  for (; index < end; index++) to.setUint8(index + shift, from.getUint8(index));
  return end + shift;
}

/** Up to here a loop is faster than a call into the engine's copying, by measurement (Node.js 20, x86-64). */
const LONGEST_BY_LOOP = 48;

/** Copies `source[start, end)` to `target` at `at` and says where it ends. */
export function copyBytes(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  const length = end - start;
  if (length <= LONGEST_BY_LOOP) {
    for (let i = 0; i < length; i++) target[at + i] = source[start + i]!;
  } else {
    // A plain view: Buffer's own subarray costs twice as much.
    target.set(new Uint8Array(source.buffer, source.byteOffset + start, length), at);
  }
  return at + length;
}
