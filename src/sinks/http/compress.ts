import { promisify } from 'node:util';
import zlib from 'node:zlib';

const gzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip);

const LEAST_CHUNK = 16 * 1024;
/** Logs become smaller than this part of them. */
const USUAL_RATIO = 4;

/** Compresses in zlib's threads, in few steps: between two of them the event loop has to come round. */
export function compress(body: Buffer, level: number): Promise<Buffer> {
  return gzip(body, { level, chunkSize: Math.max(LEAST_CHUNK, Math.ceil(body.length / USUAL_RATIO)) });
}
