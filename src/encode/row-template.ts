import { MOST_DIGITS } from './write-number.js';

/** The constant bytes around what every record has of its own. */
export interface RowParts {
  /** What stands before the id, of which the record's offset to the base 36 is the end; absent where there is no id. */
  readonly beforeId?: Buffer | undefined;
  readonly beforeTime: Buffer;
  readonly beforeMessage: Buffer;
  readonly afterMessage: Buffer;
  /** What stands behind the record's offset in decimal; undefined where there is none. */
  readonly afterOffset?: Buffer | undefined;
}

/** The parts of a source's records that have no rare flag, as `assembly/encode.ts` reads them. */
export interface RowTemplate {
  /** Of each part, in the order of streams, where it stands and how long it is, as 32-bit words; then the parts. */
  readonly bytes: Buffer;
  /** Bytes that the parts of a record and its offsets take at most. */
  readonly constantBytes: number;
}

const WORDS_PER_PART = 2;
const NOTHING = Buffer.alloc(0);

/** Makes a template of the parts for raw lines, standard output and standard error. */
export function createRowTemplate(raw: RowParts, stdout: RowParts, stderr: RowParts): RowTemplate {
  const streams = [raw, stdout, stderr].map(
    ({ beforeId = NOTHING, beforeTime, beforeMessage, afterMessage, afterOffset = NOTHING }) => [
      beforeId,
      beforeTime,
      beforeMessage,
      afterMessage,
      afterOffset,
    ],
  );
  const parts = streams.flat();
  const places = new Uint32Array(parts.length * WORDS_PER_PART);
  let at = places.byteLength;
  for (const [index, part] of parts.entries()) {
    places.set([at, part.length], index * WORDS_PER_PART);
    at += part.length;
  }
  const constantBytes = streams.map((stream) => stream.reduce((sum, part) => sum + part.length, 2 * MOST_DIGITS));
  // Not of the pool that Node.js cuts small buffers from: one that stays would keep its 8 KiB.
  const bytes = Buffer.allocUnsafeSlow(at);
  bytes.set(new Uint8Array(places.buffer));
  for (const [index, part] of parts.entries()) bytes.set(part, places[index * WORDS_PER_PART]!);
  return {
    bytes,
    constantBytes: Math.max(...constantBytes),
  };
}
