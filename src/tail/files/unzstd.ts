import fs from 'node:fs';
import { Decompress } from 'fzstd';
import type { Decompressor } from './decompressor.js';

/** Compressed bytes that are taken at a step. A step may give many times as much: a block of 128 KiB from a few bytes. */
const STEP = 4 * 1024;

/** `ZstdErrorCode.UnexpectedEOF` of fzstd. */
const UNEXPECTED_EOF = 5;

/**
 * Begins to decompress an open Zstandard file (RFC 8878), of one frame or several. Holds the window that the file names: up to
 * 8 MiB for zstd's levels up to 19. fzstd does not compare checksums.
 *
 * @param path names the file in errors; they have the codes of `Decompressor`
 */
export function createUnzstd(descriptor: number, path: string): Decompressor {
  /** Content that came out and was not asked for yet. */
  let ready: Uint8Array[] = [];
  /** Bytes of the first of them that were given. */
  let given = 0;
  let stream = begin();
  /** Bytes of the file that were taken. */
  let consumed = 0;
  /** Bytes of content that were given. */
  let produced = 0;
  let isAtEnd = false;
  let failure: Error | undefined;

  function begin(): Decompress {
    return new Decompress((content) => {
      // fzstd gives views of memory that it uses again.
      if (content.length > 0) ready.push(content.slice());
    });
  }

  /** Takes up to one step of compressed bytes. */
  function step(): void {
    const input = new Uint8Array(STEP);
    const length = fs.readSync(descriptor, input, 0, STEP, consumed);
    consumed += length;
    isAtEnd = length === 0;
    try {
      stream.push(input.subarray(0, length), isAtEnd);
    } catch (error) {
      failure = failureOf(error as Error & { code?: number });
    }
  }

  function failureOf({ code, message }: Error & { code?: number }): Error {
    const isCut = code === UNEXPECTED_EOF;
    const what = isCut
      ? `${path} ends in the middle of its zstd data, after ${produced} bytes of content; it was not written to its end`
      : `${path} holds damaged zstd data (${message}) before byte ${consumed}, after ${produced} bytes of content`;
    return Object.assign(new Error(what), { code: isCut ? 'Z_BUF_ERROR' : 'Z_DATA_ERROR', consumed });
  }

  /** Gives what is ready, and returns how many bytes that is. */
  function give(target: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && ready[0] !== undefined) {
      const part = ready[0].subarray(given, given + to - at);
      target.set(part, at);
      at += part.length;
      given += part.length;
      if (given < ready[0].length) break;
      ready.shift();
      given = 0;
    }
    produced += at - from;
    return at - from;
  }

  return {
    pull(target, from, to) {
      let at = from + give(target, from, to);
      while (at < to && !isAtEnd && failure === undefined) {
        step();
        at += give(target, at, to);
      }
      if (at === from && to > from && failure !== undefined) throw failure;
      return at - from;
    },
    rewind() {
      ready = [];
      given = 0;
      stream = begin();
      consumed = 0;
      produced = 0;
      isAtEnd = false;
      failure = undefined;
    },
  };
}
