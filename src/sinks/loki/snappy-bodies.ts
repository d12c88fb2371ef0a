import type { Payload } from '../../record/payload.js';
import { createSnappyCompressor, mostSnappyBytes } from './snappy-block.js';

/** Compresses payloads into memory that is used again, so that no request leaves any behind. */
export interface SnappyBodies {
  /** The payload, compressed. The body is to be given back once the request is over. */
  compress(payload: Payload): Buffer;
  giveBack(body: Buffer): void;
}

/** Starts with no memory, and keeps as much as there were bodies at a time. */
export function createSnappyBodies(): SnappyBodies {
  const compress = createSnappyCompressor();
  const free: ArrayBuffer[] = [];
  return {
    compress({ view, length }) {
      const most = mostSnappyBytes(length);
      const known = free.pop();
      const memory = known !== undefined && known.byteLength >= most ? known : new ArrayBuffer(most);
      return Buffer.from(memory, 0, compress(view, length, new DataView(memory)));
    },
    giveBack: ({ buffer }) => free.push(buffer as ArrayBuffer),
  };
}
