/**
 * Longest text that is copied by words, in bytes. This needs no view of the source, which would become garbage, and is
 * faster.
 */
const LONGEST_BY_WORDS = 1024;

/** Copies text between two memories, four bytes at a step. Returns the end in `to`. */
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

/**
 * Longest copy for which a loop is faster than the copy function of the engine, in bytes. Measured with Node.js 20 on
 * x86-64.
 */
const LONGEST_BY_LOOP = 48;

/** Copies `source[start, end)` to `target` at `at`. Returns the end in `target`. */
export function copyBytes(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  const length = end - start;
  if (length <= LONGEST_BY_LOOP) {
    for (let i = 0; i < length; i++) target[at + i] = source[start + i]!;
  } else {
    // Uses a plain view, because the subarray of Buffer costs twice as much.
    target.set(new Uint8Array(source.buffer, source.byteOffset + start, length), at);
  }
  return at + length;
}
