import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { compressZstd, hasZstd } from '../../format/zstd.js';
import type { Compression } from './http-options.js';

/** A body, compressed, and the name of how for `content-encoding`. */
interface CompressedBody {
  readonly bytes: Buffer;
  readonly encoding: 'gzip' | 'zstd';
}

/** Compresses the bodies of one sink's requests. */
export interface Compressor {
  /** Undefined if bodies are sent as they are. Works in zlib's threads. */
  compress(body: Buffer): Promise<CompressedBody> | undefined;
  /**
   * Tells of an answer to a body that was compressed like this. True if the server does not take that encoding and the
   * body is to be compressed again, in another one: the case of `auto` alone.
   */
  isRefused(encoding: CompressedBody['encoding'], status: number, answer: Buffer): boolean;
}

const gzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip);

/** The levels of `auto`: fast ones. */
const AUTO_ZSTD_LEVEL = 1;
const AUTO_GZIP_LEVEL = 3;
const LEAST_CHUNK = 16 * 1024;
/** Logs become smaller than this part of them. */
const USUAL_RATIO = 4;
const UNSUPPORTED_MEDIA_TYPE = 415;
const BAD_REQUEST = 400;

/** Makes the compressor that the configuration asks for. */
export function createCompressor(compression: Compression): Compressor {
  let chosen = compression === 'auto' ? automatic(hasZstd) : compression;
  return {
    compress: (body) => (chosen === 'none' ? undefined : compressed(body, chosen)),
    isRefused(encoding, status, answer) {
      if (compression !== 'auto' || encoding !== 'zstd' || !saysUnsupported(status, answer)) return false;
      chosen = automatic(false);
      return true;
    },
  };
}

function automatic(withZstd: boolean): Exclude<Compression, 'auto'> {
  return withZstd ? { zstd: AUTO_ZSTD_LEVEL } : { gzip: AUTO_GZIP_LEVEL };
}

async function compressed(body: Buffer, how: Exclude<Compression, 'auto' | 'none'>): Promise<CompressedBody> {
  // Few steps: between two of them the event loop has to come round.
  const chunkSize = Math.max(LEAST_CHUNK, Math.ceil(body.length / USUAL_RATIO));
  if ('gzip' in how) return { encoding: 'gzip', bytes: await gzip(body, { level: how.gzip, chunkSize }) };
  return { encoding: 'zstd', bytes: await compressZstd(body, how.zstd, chunkSize) };
}

/** 415 by RFC 9110, section 15.5.16. The Collector's and other servers' 400 name the encoding, or the format that they met. */
function saysUnsupported(status: number, answer: Buffer): boolean {
  if (status === UNSUPPORTED_MEDIA_TYPE) return true;
  return status === BAD_REQUEST && /content-encoding|zstd|unsupported|gzip|decompress/i.test(answer.toString('utf8'));
}
