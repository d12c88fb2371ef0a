import zlib from 'node:zlib';
import { createZstd, hasZstd } from '../../format/zstd.js';
import { type CompressBody, createCompressorStreams } from './compressor-streams.js';
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
    const stream = zlib.createGzip({ level, chunkSize: chunkSizeFor(body), flush: zlib.constants.Z_FINISH });
    // All of zlib's streams have it; the types say so of some.
    return { stream, reset: () => (stream as typeof stream & zlib.ZlibReset).reset() };
  });
}

function zstdStreams(level: number): CompressBody {
  return createCompressorStreams((body) => ({ stream: createZstd(level, chunkSizeFor(body)), reset: () => {} }));
}

/** Few steps: between two of them the event loop has to come round. */
function chunkSizeFor(body: Buffer): number {
  return Math.max(LEAST_CHUNK, Math.ceil(body.length / USUAL_RATIO));
}

/** 415 by RFC 9110, section 15.5.16. The Collector's and other servers' 400 name the encoding, or the format that they met. */
function saysUnsupported(status: number, answer: Buffer): boolean {
  if (status === UNSUPPORTED_MEDIA_TYPE) return true;
  return status === BAD_REQUEST && /content-encoding|zstd|unsupported|gzip|decompress/i.test(answer.toString('utf8'));
}
