import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ReadBody } from './read-body.js';

type Decoder = ReturnType<typeof createGunzip | typeof createInflate | typeof createBrotliDecompress>;

/** By the coding's name in `content-encoding`. */
const DECODERS: Readonly<Record<string, () => Decoder>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** What makes a body readable, by its `content-encoding`: podtail asks for none, and some gateways compress all the same. */
export function decoderOf(encoding: unknown): (() => Decoder) | undefined {
  const name = typeof encoding === 'string' ? encoding.trim().toLowerCase() : '';
  return Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
}

/**
 * A body as it was before it was compressed, as far as it can be read. Never rejects.
 *
 * @param limit bytes of the text to take at most
 */
export function decodeBody({ body, isWhole }: ReadBody, create: () => Decoder, limit: number): Promise<ReadBody> {
  const decoder = create();
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    function finish(isEnd: boolean): void {
      resolve({ body: Buffer.concat(chunks, Math.min(length, limit)), isWhole: isWhole && isEnd });
      decoder.destroy();
    }
    decoder.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) finish(false);
    });
    decoder.on('end', () => finish(true));
    decoder.on('error', () => finish(false));
    decoder.end(body);
  });
}
