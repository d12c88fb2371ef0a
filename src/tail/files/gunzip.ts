import fs from 'node:fs';
import {
  Z_BUF_ERROR,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
} from 'pako';
import type { Decompressor } from './decompressor.js';

/**
 * Compressed bytes that are taken at a step. They are read again at the next one, so that all files share the memory:
 * what a file itself holds is the 32 KiB of content that deflate refers back to, and tables of about 10 KiB.
 */
const STEP = 32 * 1024;
const input = new Uint8Array(STEP);

/** zlib's `windowBits`: the largest window, and 16 for gzip's header and trailer. */
const GZIP_WINDOW_BITS = 15 + 16;

/**
 * Begins to gunzip an open file (RFC 1952), of one member or several. What follows the last member is left out where
 * it begins with a zero byte (padding, as gzip(1) has it), and is damage otherwise.
 *
 * @param path names the file in errors
 */
export function createGunzip(descriptor: number, path: string): Decompressor {
  const stream = new ZStream();
  zlibInflateInit2(stream, GZIP_WINDOW_BITS);
  /** Bytes of the file that were taken. */
  let consumed = 0;
  /** Bytes of content that came out. */
  let produced = 0;
  /** Whether a member is ended and no other one is begun. */
  let isBetween = false;

  /** Takes up to one step of compressed bytes; returns whether more can come. Throws at damage. */
  function step(): boolean {
    const length = fs.readSync(descriptor, input, 0, STEP, consumed);
    if (isBetween) {
      if (length === 0 || input[0] === 0) return false;
      zlibInflateReset(stream);
      isBetween = false;
    }
    const room = stream.avail_out;
    stream.input = input;
    stream.next_in = 0;
    stream.avail_in = length;
    const status = zlibInflate(stream, Z_NO_FLUSH);
    consumed += length - stream.avail_in;
    produced += room - stream.avail_out;
    isBetween = status === Z_STREAM_END;
    if (status !== Z_OK && status !== Z_BUF_ERROR && status !== Z_STREAM_END) throw damaged(status);
    if (length === 0 && stream.avail_out === room) throw cut();
    return true;
  }

  function cut(): Error {
    const what = `${path} ends in the middle of its gzip data, after ${produced} bytes of content`;
    return Object.assign(new Error(`${what}; it was not written to its end`), { code: 'Z_BUF_ERROR', consumed });
  }

  function damaged(status: number): Error {
    const what = `${path} holds damaged gzip data (${stream.msg || `zlib's status ${status}`})`;
    const where = `at byte ${consumed}, after ${produced} bytes of content`;
    return Object.assign(new Error(`${what} ${where}`), { code: 'Z_DATA_ERROR', consumed });
  }

  return {
    pull(target, from, to) {
      const wanted = to - from;
      stream.output = new Uint8Array(target.buffer as ArrayBuffer, target.byteOffset + from, wanted);
      stream.next_out = 0;
      stream.avail_out = wanted;
      try {
        let more = true;
        while (more && stream.avail_out > 0) more = step();
      } catch (error) {
        // The bytes that came before it are the caller's first; the next call meets it again.
        if (stream.avail_out === wanted) throw error;
      }
      return wanted - stream.avail_out;
    },
    rewind() {
      zlibInflateReset(stream);
      consumed = 0;
      produced = 0;
      isBetween = false;
    },
  };
}
