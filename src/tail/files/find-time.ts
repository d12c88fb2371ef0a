import type { ByteSource } from './byte-source.js';
import { firstTimeOf } from './first-time.js';

/** Bytes in which a line's end, the next line and its time are looked for. */
const STEP = 256 * 1024;
const NEWLINE = 0x0a;
/** Where less than this is left, it is read rather than searched. */
const NEAR = 64 * 1024;
/** The times of two streams of a container are not in order to the millisecond. */
const DISORDER_MS = 10_000;

/**
 * The byte offset of a line of a container's log before which all lines were written before a time, in milliseconds since 1970. There
 * may be some more behind it. 0 where the lines say nothing of when they were written. Throws what reading throws.
 *
 * @param source not compressed
 * @param size its bytes
 */
export function findTime(source: ByteSource, size: number, time: number): number {
  const buffer = Buffer.allocUnsafe(STEP);
  const earliest = time - DISORDER_MS;
  let [from, to] = [0, size];
  while (to - from > NEAR) {
    const middle = Math.floor((from + to) / 2);
    const line = nextLine(source, buffer, middle);
    if (line === undefined || line.start >= to) {
      // One line is longer than what is left.
      to = middle;
      continue;
    }
    if (line.time === undefined) return 0;
    if (line.time < earliest) from = line.start;
    else to = middle;
  }
  return from;
}

/** The first line that begins behind an offset, and its time in milliseconds since 1970. */
function nextLine(source: ByteSource, buffer: Buffer, offset: number) {
  const bytes = buffer.subarray(0, Math.max(0, source.read(buffer, buffer.length, offset)));
  const end = bytes.indexOf(NEWLINE);
  if (end < 0 || end + 1 >= bytes.length) return undefined;
  const time = firstTimeOf(bytes.subarray(end + 1));
  return { start: offset + end + 1, time: time === undefined ? undefined : Number(time / 1_000_000n) };
}
