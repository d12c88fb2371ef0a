import type { Transform } from 'node:stream';

/** Compresses a body as a whole, in zlib's threads. */
export type CompressBody = (body: Buffer) => Promise<Buffer>;

/** A stream of zlib that compresses each write by itself, once `reset` was called. */
export interface CompressorStream {
  readonly stream: Transform;
  /** Makes the stream ready for the next write. */
  reset(): void;
}

/**
 * Compresses with streams that are used again, as many as there are bodies at a time. A stream for each body would cost
 * a compressor's memory each time, which V8 answers with a collection of the whole heap every few bodies.
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
        // The event 'error' comes too, and the stream is not used again.
        if (error) return;
        stream.off('data', onData);
        stream.off('error', reject);
        used.reset();
        idle.push(used);
        resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
      });
    });
}
