/**
 * Lengths of protobuf messages that are written before their content is: a varint of always five bytes, the last of
 * which may be needless zeros, as the wire format allows (protobuf.dev, "Encoding", base 128 varints).
 */

/** Bytes that such a length takes. */
export const PADDED_LENGTH_BYTES = 5;

/** Writes `length`, less than 2^35, to `target[at, at + PADDED_LENGTH_BYTES)`. */
export function writePaddedLength(target: Uint8Array, at: number, length: number): void {
  let rest = length;
  for (let i = 0; i < PADDED_LENGTH_BYTES - 1; i++) {
    target[at + i] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  target[at + PADDED_LENGTH_BYTES - 1] = rest;
}
