import type { ByteSource } from './byte-source.js';

const NEWLINE = 0x0a;
/** The most bytes that are read at once. */
export const STEP = 64 * 1024;
const buffer = Buffer.allocUnsafeSlow(STEP);

/** The start of the line in which an offset is: the offset itself if a line ends before it. Throws what reading throws. */
export function lineStart(bytes: ByteSource, offset: number): number {
  for (let end = offset; end > 0; end -= Math.min(STEP, end)) {
    const from = Math.max(0, end - STEP);
    const length = bytes.read(buffer, end - from, from);
    const newline = buffer.subarray(0, Math.max(0, length)).lastIndexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
  }
  return 0;
}

/**
 * Reads on from an offset, and says where the content ends. Throws what reading throws.
 *
 * @param take is given what is read, in pieces of at most `STEP` bytes, which are valid until it returns
 */
export function readToEnd(bytes: ByteSource, from: number, take?: (piece: Buffer) => void): number {
  let end = from;
  for (let length = bytes.read(buffer, STEP, end); length > 0; length = bytes.read(buffer, STEP, end)) {
    take?.(buffer.subarray(0, length));
    end += length;
  }
  return end;
}
