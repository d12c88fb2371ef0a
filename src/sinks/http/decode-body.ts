import zlib, { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { ReadBody } from './read-body.js';

type Decoder = ReturnType<typeof createGunzip | typeof createInflate | typeof createBrotliDecompress>;
/** Creates a decoder for a body with this beginning. */
type CreateDecoder = (body: Buffer) => Decoder;

/** Only newer versions of Node.js have it. */
const { createZstdDecompress } = zlib as unknown as { readonly createZstdDecompress?: () => Decoder };

/** Decoders by their name in `content-encoding`. */
const DECODERS: Readonly<Record<string, CreateDecoder>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // Some servers omit the required header of zlib (RFC 9110, 8.4.1.2).
  deflate: (body) => (hasZlibHeader(body) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  ...(createZstdDecompress === undefined ? {} : { zstd: () => createZstdDecompress() }),
};

/** Whether a body has a header of zlib: method 8, and two bytes that are a multiple of 31 (RFC 1950, 2.2). */
function hasZlibHeader(body: Buffer): boolean {
  return body.length >= 2 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

/**
 * The decoders for a `content-encoding`, the last coding first. podtail asks for no coding, but some gateways compress
 * anyway. Empty if the body is not coded, or if a coding is unknown.
 */
export function decodersOf(encoding: unknown): readonly CreateDecoder[] {
  const names = String(encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (!names.every((name) => Object.hasOwn(DECODERS, name))) return [];
  return names.map((name) => DECODERS[name]!).reverse();
}

/**
 * Decompresses a body as far as possible. Returns it unchanged if nothing can be decompressed. Never rejects.
 *
 * @param limit bytes of the text to take at most
 */
export async function decodeBody(body: ReadBody, decoders: readonly CreateDecoder[], limit: number): Promise<ReadBody> {
  let decoded = body;
  for (const create of decoders) decoded = await decodeOnce(decoded, create, limit);
  return decoded;
}

function decodeOnce(coded: ReadBody, create: CreateDecoder, limit: number): Promise<ReadBody> {
  const { body, isWhole } = coded;
  const decoder = create(body);
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
    decoder.on('error', () => {
      // If nothing could be decoded, the server did not compress the body after all.
      if (length === 0) resolve(coded);
      else finish(false);
    });
    decoder.end(body);
  });
}
