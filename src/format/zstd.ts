import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** What Node.js has of zstd since 22.15, which the types of Node.js 20 do not know. */
interface ZstdOptions {
  readonly params: Readonly<Record<number, number>>;
  readonly chunkSize: number;
}
type ZstdCompress = (
  body: Buffer,
  options: ZstdOptions,
  callback: (error: Error | null, result: Buffer) => void,
) => void;

const { zstdCompress } = zlib as unknown as { readonly zstdCompress?: ZstdCompress };
const { ZSTD_c_compressionLevel: LEVEL = 100 } = zlib.constants as { readonly ZSTD_c_compressionLevel?: number };

/** Whether this Node.js can compress with zstd. */
export const hasZstd: boolean = zstdCompress !== undefined;

/**
 * Compresses with Zstandard (RFC 8878) in zlib's threads. Throws an Error if this Node.js has none.
 *
 * @param level from 1, fast, to 19, small
 * @param chunkSize bytes of the result that are made at a time
 */
export async function compressZstd(body: Buffer, level: number, chunkSize: number): Promise<Buffer> {
  if (zstdCompress === undefined) throw new Error(`zstd needs Node.js 22.15 or later, and this is ${process.version}`);
  return promisify(zstdCompress)(body, { params: { [LEVEL]: level }, chunkSize });
}
