import type { Payload } from '../../record/payload.js';

const OPEN = 0x5b;
const COMMA = 0x2c;
const CLOSE = 0x5d;

/**
 * Converts a payload of JSON lines into one JSON array: each newline becomes a comma, and the last one the closing
 * bracket.
 */
export function createJsonArray({ buffer, length, ends, records }: Payload): Buffer {
  const array = Buffer.allocUnsafe(1 + length);
  array[0] = OPEN;
  buffer.copy(array, 1, 0, length);
  for (let record = 0; record < records; record++) array[ends[record]!] = COMMA;
  array[length] = CLOSE;
  return array;
}
