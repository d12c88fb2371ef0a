/** What podtail uses of the package snappy, by JavaScript alone. */
import { compress } from 'snappyjs';

export const compressSync = (bytes) =>
  Buffer.from(compress(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)).slice());
