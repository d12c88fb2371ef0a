/** A text, its kinds (bits), and its rank among others. */
export interface TableEntry {
  readonly text: string;
  readonly kind: number;
  readonly rank: number;
}

/** Kinds of names of members, as bits. The same as in `assembly/json.ts`. */
export const NameKind = {
  /** Another field has the name. */
  taken: 1,
  level: 2,
  time: 4,
  message: 8,
  /** Handled by the slower way. */
  odd: 16,
  /** Numbers of this member have their own scale of levels. */
  ownScale: 32,
  /** The name of the level of the record. */
  levelName: 64,
} as const;

/** A value of a level's member that is a number. */
export const NUMBER_VALUE = 64;

const SLOTS = 256;
const HEAD_BYTES = 16;

/**
 * A table of texts in the layout that `assembly/json.ts` reads: slots by hash, each with the position of its first
 * entry. An entry has the position of the next one, its kind, rank and length as 32-bit words, and its text. No two
 * entries have the same text.
 */
export function createTextTable(entries: readonly TableEntry[], hash: (text: Buffer) => number): Buffer {
  const slots = new Uint32Array(SLOTS);
  const parts: Buffer[] = [];
  let at = slots.byteLength;
  for (const { text, kind, rank } of entries) {
    const bytes = Buffer.from(text);
    const slot = hash(bytes) & (SLOTS - 1);
    const head = Uint32Array.of(slots[slot]!, kind, rank, bytes.length);
    slots[slot] = at;
    const length = HEAD_BYTES + bytes.length;
    parts.push(Buffer.from(head.buffer), bytes, Buffer.alloc(-length & 3));
    at += length + (-length & 3);
  }
  return Buffer.concat([Buffer.from(slots.buffer), ...parts]);
}
