import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

/** What Node.js has of zstd since 22.15, which the types of Node.js 20 do not know. */
interface ZstdOptions {
  readonly params: Readonly<Record<number, number>>;
  readonly chunkSize: number;
  readonly flush: number;
}

const { createZstdCompress } = zlib as unknown as {
  readonly createZstdCompress?: (options: ZstdOptions) => Transform;
};
const { ZSTD_c_compressionLevel: LEVEL = 100, ZSTD_e_end: END_OF_FRAME = 2 } = zlib.constants as {
  readonly ZSTD_c_compressionLevel?: number;
  readonly ZSTD_e_end?: number;
};

/** Whether this Node.js can compress with zstd. */
export const hasZstd: boolean = createZstdCompress !== undefined;

/**
 * A stream that compresses with Zstandard (RFC 8878) in zlib's threads, and makes a frame of its own of each write.
 * Throws an Error if this Node.js has none.
 *
 * @param level from 1, fast, to 19, small
 * @param chunkSize bytes of the result that are made at a time
 */
export function createZstd(level: number, chunkSize: number): Transform {
  if (createZstdCompress === undefined) {
    throw new Error(`zstd needs Node.js 22.15 or later, and this is ${process.version}`);
  }
  return createZstdCompress({ params: { [LEVEL]: level }, chunkSize, flush: END_OF_FRAME });
}
