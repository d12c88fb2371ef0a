import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload } from '../record/payload.js';

/** A payload with compressed bytes, which waits for a destination that takes no data. */
export interface PackedPayload {
  readonly bytes: Buffer;
  /** The payload without its bytes. */
  readonly rest: Payload;
}

const NOTHING = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
/** Memory of each record besides its bytes, in bytes: its end and its offset. */
const INDEX_BYTES = 4 + 8;
/** The fastest level. Text still becomes five to ten times smaller. */
const LEVEL = 1;

/** Compresses a payload. */
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

/** Copies the bytes into a buffer of exactly their length. zlib returns a part of a chunk of at least 16 KiB. */
function exactly(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** Restores the payload. */
export function unpackPayload({ bytes, rest }: PackedPayload): Payload {
  const buffer = inflateRawSync(bytes);
  return { ...rest, buffer, view: new DataView(buffer.buffer, buffer.byteOffset, buffer.length), runs: [...rest.runs] };
}

/** Memory of a packed payload, in bytes. */
export function packedBytes({ bytes, rest }: PackedPayload): number {
  return bytes.length + INDEX_BYTES * rest.records;
}
