import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload } from '../record/payload.js';

/** A payload whose bytes are compressed, while it waits for a destination that takes no data. */
export interface PackedPayload {
  readonly bytes: Buffer;
  /** The payload without its bytes. */
  readonly rest: Payload;
}

const NOTHING = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
/** What is held of each record besides its bytes: where it ends, and its offset. */
const INDEX_BYTES = 4 + 8;
/** The fastest: text gets five to ten times smaller with it all the same. */
const LEVEL = 1;

/** Makes a small copy of a payload. */
export function packPayload(payload: Payload): PackedPayload {
  const { buffer, length, records, ends, offsets, runs, cut } = payload;
  return {
    bytes: exactly(deflateRawSync(buffer.subarray(0, length), { level: LEVEL })),
    rest: {
      ...{ buffer: NOTHING, view: NO_VIEW, length, records, cut },
      ...{ ends: ends.slice(0, records), offsets: offsets.slice(0, records), runs: [...runs] },
    },
  };
}

/** A copy that takes no more memory than its bytes: zlib gives a part of a chunk of 16 KiB at least. */
function exactly(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** The payload as it was. */
export function unpackPayload({ bytes, rest }: PackedPayload): Payload {
  const buffer = inflateRawSync(bytes);
  return { ...rest, buffer, view: new DataView(buffer.buffer, buffer.byteOffset, buffer.length), runs: [...rest.runs] };
}

/** Bytes of memory that it takes. */
export function packedBytes({ bytes, rest }: PackedPayload): number {
  return bytes.length + INDEX_BYTES * rest.records;
}
