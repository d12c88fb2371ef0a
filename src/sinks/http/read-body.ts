import type { Readable } from 'node:stream';

/** A body, as far as it was read. */
export interface ReadBody {
  readonly body: Buffer;
  /** Whether `body` is complete: neither cut, nor interrupted, nor left early. */
  readonly isWhole: boolean;
}

export interface BodyLimits {
  /** Maximum bytes. */
  readonly bytes: number;
  /** Maximum time for the whole body, in milliseconds. */
  readonly time: number;
  /** Whether the bytes so far are enough. Called at the beginning and after each part. Not given: all of it is read. */
  readonly isEnough: ((body: Buffer) => boolean) | undefined;
}

/** How long the rest of a body is read and discarded, so that its connection can be kept. In milliseconds. */
const REST_TIME = 1000;
/** The same, in bytes. */
const REST_BYTES = 64 * 1024;

/**
 * Reads the body of an answer after its headers. Never rejects: the answer counts once its headers have arrived, so a
 * failure of the body is part of the result. A body that never ends, or arrives slowly, takes neither more memory nor
 * more time than its limits.
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
    /** Ends the reading, and closes the connection. */
    function leave(): void {
      finish(false);
      stream.destroy();
    }
    /** Ends the reading with enough bytes. Discards the rest in the background for a moment. */
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
