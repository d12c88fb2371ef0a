import type { Readable } from 'node:stream';

/** A body, as far as it was waited for. */
export interface ReadBody {
  readonly body: Buffer;
  /** Whether `body` is all of it: not cut, not broken off, and not left. */
  readonly isWhole: boolean;
}

export interface BodyLimits {
  /** The most bytes to take. */
  readonly bytes: number;
  /** Milliseconds for all of it. */
  readonly time: number;
  /** Whether what has come is enough; asked at the beginning, and after each part. Not given: all of it is read. */
  readonly isEnough: ((body: Buffer) => boolean) | undefined;
}

/** What is left of a body is taken and thrown away for so long, in milliseconds, so that its connection is kept. */
const REST_TIME = 1000;
/** The same, in bytes. */
const REST_BYTES = 64 * 1024;

/**
 * Reads the body of an answer whose head is there. Never rejects: an answer counts once its head is there, so what becomes of
 * the body is said. One that never ends, or drips, takes neither more memory nor more time than its limits.
 */
export function readBody(stream: Readable, limits: BodyLimits): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    let isDone = false;
    let rest = REST_BYTES;
    let timer = setTimeout(() => leave(), limits.time);

    function finish(isWhole: boolean): void {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      resolve({ body: Buffer.concat(chunks, Math.min(length, limits.bytes)), isWhole });
    }
    /** Nothing more is wanted of the connection. */
    function leave(): void {
      finish(false);
      stream.destroy();
    }
    /** Enough is known: the rest is waited for in the background, for a moment. */
    function drain(): void {
      finish(false);
      timer = setTimeout(() => stream.destroy(), REST_TIME);
    }

    stream.on('error', () => finish(false));
    stream.on('close', () => {
      finish(false);
      clearTimeout(timer);
    });
    stream.on('end', () => {
      finish(true);
      clearTimeout(timer);
    });
    stream.on('data', (chunk: Buffer) => {
      if (isDone) {
        rest -= chunk.length;
        if (rest < 0) stream.destroy();
        return;
      }
      chunks.push(chunk);
      length += chunk.length;
      if (length > limits.bytes) leave();
      else if (limits.isEnough?.(Buffer.concat(chunks)) === true) drain();
    });
    if (limits.isEnough?.(Buffer.alloc(0)) === true) drain();
  });
}
