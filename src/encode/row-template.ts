import { LEVELS } from '../record/record-block.js';
import { MOST_DIGITS } from './write-number.js';

/** The constant bytes around the values of a record. */
export interface RowParts {
  /** The bytes before the id, whose last part is the offset of the record in base 36. Absent if there is no id. */
  readonly beforeId?: Buffer | undefined;
  readonly beforeTime: Buffer;
  readonly beforeMessage: Buffer;
  /** Index in `beforeMessage` at which the record's own members are inserted. */
  readonly messageName: number;
  readonly afterMessage: Buffer;
  /** The bytes after the decimal offset of the record. Undefined if there is no offset. */
  readonly afterOffset?: Buffer | undefined;
}

/** How the members that transforms gave a record are written. */
export interface OwnMembers {
  /** The bytes before the value of the level, instead of `"level":`. Undefined: `"level":` stays. */
  readonly levelName: Buffer | undefined;
  /** Whether invalid names for Elasticsearch have to be corrected. Such records are not encoded here. */
  readonly mendsNames: boolean;
}

/** The parts of a source's records without rare flags, in the layout that `assembly/encode.ts` reads. */
export interface RowTemplate {
  /**
   * Position and length of each part, in the order of streams, as 32-bit words, then the handling of members, then the
   * parts.
   */
  readonly bytes: Buffer;
  /** Most bytes of the parts and the offsets of a record. */
  readonly constantBytes: number;
}

/** Place and length of each of the five parts of three streams; places of members; the level's name; whether names are corrected. */
const WORDS = 3 * 5 * 2 + 3 + 2 + 1;
const NOTHING = Buffer.alloc(0);
const LEVEL_BYTES = 8;
const LEVEL_VALUES = Buffer.concat(
  LEVELS.map((level) => Buffer.from((level === '' ? '' : `"${level}",`).padEnd(LEVEL_BYTES, '\0'))),
);

/** Creates a template of the parts for raw lines, standard output and standard error. */
export function createRowTemplate(
  raw: RowParts,
  stdout: RowParts,
  stderr: RowParts,
  { levelName = NOTHING, mendsNames }: OwnMembers,
): RowTemplate {
  const streams = [raw, stdout, stderr].map(
    ({ beforeId = NOTHING, beforeTime, beforeMessage, afterMessage, afterOffset = NOTHING }) => [
      beforeId,
      beforeTime,
      beforeMessage,
      afterMessage,
      afterOffset,
    ],
  );
  const parts = [...streams.flat(), levelName];
  const membersAt = [raw, stdout, stderr].map(({ messageName }) => messageName);
  let at = WORDS * Uint32Array.BYTES_PER_ELEMENT + LEVEL_VALUES.length;
  const places = parts.map((part) => {
    const place: [start: number, length: number] = [at, part.length];
    at += part.length;
    return place;
  });
  const words = Uint32Array.of(...places.slice(0, -1).flat(), ...membersAt, ...places.at(-1)!, mendsNames ? 1 : 0);
  const constantBytes = streams.map((stream) =>
    stream.reduce((sum, part) => sum + part.length, 2 * MOST_DIGITS + levelName.length),
  );
  // Not from the pool of small buffers in Node.js. A buffer that lives long would keep its 8 KiB.
  const bytes = Buffer.allocUnsafeSlow(at);
  bytes.set(new Uint8Array(words.buffer));
  bytes.set(LEVEL_VALUES, words.byteLength);
  for (const [index, part] of parts.entries()) bytes.set(part, places[index]![0]);
  return {
    bytes,
    constantBytes: Math.max(...constantBytes),
  };
}
