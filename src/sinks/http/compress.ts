import zlib from 'node:zlib';
import { createZstd, hasZstd } from '../../format/zstd.js';
import { type CompressBody, createCompressorStreams } from './compressor-streams.js';
import type { Compression } from './http-options.js';

/** A compressed body, and its `content-encoding`. */
interface CompressedBody {
  readonly bytes: Buffer;
  readonly encoding: 'gzip' | 'zstd';
}

/** Compresses the bodies of one sink's requests. */
export interface Compressor {
  /** Compresses a body in the threads of zlib. Undefined if bodies are not compressed. */
  compress(body: Buffer): Promise<CompressedBody> | undefined;
  /**
   * Reports the answer to a body with this encoding. Returns true if the server does not support the encoding, and the
   * body has to be compressed again with another one. That happens only with `auto`.
   */
  isRefused(encoding: CompressedBody['encoding'], status: number, answer: Buffer): boolean;
}

/** The levels of `auto`, which are fast. gzip's third level takes 6% more time than the second for logs that are 4% smaller. */
const AUTO_ZSTD_LEVEL = 1;
const AUTO_GZIP_LEVEL = 2;
/** The most that zlib knows: fewer and larger blocks take 4% less time. A stream takes 128 KB more. */
const GZIP_MEMORY_LEVEL = 9;
const LEAST_CHUNK = 16 * 1024;
/** Logs usually compress better than by this factor. */
const USUAL_RATIO = 4;
const UNSUPPORTED_MEDIA_TYPE = 415;
const BAD_REQUEST = 400;

/** Creates the compressor of the configuration. */
export function createCompressor(compression: Compression): Compressor {
  let chosen = compressorOf(compression === 'auto' ? automatic(hasZstd) : compression);
  return {
    compress: (body) => chosen?.(body),
    isRefused(encoding, status, answer) {
      if (compression !== 'auto' || encoding !== 'zstd' || !saysUnsupported(status, answer)) return false;
      chosen = compressorOf(automatic(false));
      return true;
    },
  };
}

function automatic(withZstd: boolean): Exclude<Compression, 'auto'> {
  return withZstd ? { zstd: AUTO_ZSTD_LEVEL } : { gzip: AUTO_GZIP_LEVEL };
}

function compressorOf(how: Exclude<Compression, 'auto'>): ((body: Buffer) => Promise<CompressedBody>) | undefined {
  if (how === 'none') return undefined;
  const encoding = 'gzip' in how ? 'gzip' : 'zstd';
  const compress = 'gzip' in how ? gzipStreams(how.gzip) : zstdStreams(how.zstd);
  return async (body) => ({ encoding, bytes: await compress(body) });
}

function gzipStreams(level: number): CompressBody {
  return createCompressorStreams((body) => {
    const stream = zlib.createGzip({
      level,
      memLevel: GZIP_MEMORY_LEVEL,
      chunkSize: chunkSizeFor(body),
      flush: zlib.constants.Z_FINISH,
    });
    // All streams of zlib have `reset`. The types declare it only for some.
    return { stream, reset: () => (stream as typeof stream & zlib.ZlibReset).reset() };
  });
}

function zstdStreams(level: number): CompressBody {
  return createCompressorStreams((body) => ({ stream: createZstd(level, chunkSizeFor(body)), reset: () => {} }));
}

/** Uses few steps, because each step needs a turn of the event loop. */
function chunkSizeFor(body: Buffer): number {
  return Math.max(LEAST_CHUNK, Math.ceil(body.length / USUAL_RATIO));
}

/**
 * Unsupported encoding: 415 (RFC 9110, 15.5.16), or a 400 of the Collector and other servers that names the encoding,
 * or the format that they found.
 */
function saysUnsupported(status: number, answer: Buffer): boolean {
  if (status === UNSUPPORTED_MEDIA_TYPE) return true;
  return status === BAD_REQUEST && /content-encoding|zstd|unsupported|gzip|decompress/i.test(answer.toString('utf8'));
}
