import type { Transform } from 'node:stream';

/** Compresses a whole body in the threads of zlib. */
export type CompressBody = (body: Buffer) => Promise<Buffer>;

/** A stream of zlib that compresses each write independently after `reset`. */
export interface CompressorStream {
  readonly stream: Transform;
  /** Prepares the stream for the next write. */
  reset(): void;
}

/**
 * Compresses with a pool of streams, one for each body at a time. A new stream for each body would allocate the memory
 * of a compressor each time, and V8 would collect the whole heap every few bodies.
 */
export function createCompressorStreams(create: (body: Buffer) => CompressorStream): CompressBody {
  const idle: CompressorStream[] = [];
  return (body) =>
    new Promise((resolve, reject) => {
      const used = idle.pop() ?? create(body);
      const { stream } = used;
      const parts: Buffer[] = [];
      const onData = (part: Buffer): unknown => parts.push(part);
      stream.on('data', onData);
      stream.once('error', reject);
      stream.write(body, (error) => {
        // The event 'error' follows, and the stream is not used again.
        if (error) return;
        stream.off('data', onData);
        stream.off('error', reject);
        used.reset();
        idle.push(used);
        resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
      });
    });
}
