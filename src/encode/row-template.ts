import { LEVELS } from '../record/record-block.js';
import { MOST_DIGITS } from './write-number.js';

/** The constant bytes around what every record has of its own. */
export interface RowParts {
  /** What precedes the id, of which the record's offset to the base 36 is the end; absent where there is no id. */
  readonly beforeId?: Buffer | undefined;
  readonly beforeTime: Buffer;
  readonly beforeMessage: Buffer;
  /** Index in `beforeMessage` at which the record's own members go. */
  readonly messageName: number;
  readonly afterMessage: Buffer;
  /** What follows the record's offset in decimal; undefined where there is none. */
  readonly afterOffset?: Buffer | undefined;
}

/** What is done with the members that transforms gave a record. */
export interface OwnMembers {
  /** What precedes the level's value, instead of `"level":`; undefined: that stays. */
  readonly levelName: Buffer | undefined;
  /** Whether names that Elasticsearch does not take are to be corrected, which is not done here. */
  readonly mendsNames: boolean;
}

/** The parts of a source's records that have no rare flag, as `assembly/encode.ts` reads them. */
export interface RowTemplate {
  /** Of each part, in the order of streams, where it is and how long it is, as 32-bit words; what is done with members; then the parts. */
  readonly bytes: Buffer;
  /** Bytes that the parts of a record and its offsets take at most. */
  readonly constantBytes: number;
}

/** Place and length of each of the five parts of three streams; places of members; the level's name; whether names are corrected. */
const WORDS = 3 * 5 * 2 + 3 + 2 + 1;
const NOTHING = Buffer.alloc(0);
const LEVEL_BYTES = 8;
const LEVEL_VALUES = Buffer.concat(
  LEVELS.map((level) => Buffer.from((level === '' ? '' : `"${level}",`).padEnd(LEVEL_BYTES, '\0'))),
);

/** Makes a template of the parts for raw lines, standard output and standard error. */
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
  // Not of the pool that Node.js cuts small buffers from: one that stays would keep its 8 KiB.
  const bytes = Buffer.allocUnsafeSlow(at);
  bytes.set(new Uint8Array(words.buffer));
  bytes.set(LEVEL_VALUES, words.byteLength);
  for (const [index, part] of parts.entries()) bytes.set(part, places[index]![0]);
  return {
    bytes,
    constantBytes: Math.max(...constantBytes),
  };
}
