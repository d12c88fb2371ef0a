import { instantiateAssembly, oncePerMemory } from '../format/assembly.js';
import type { RecordBlock } from '../record/record-block.js';

/** An ASCII text that is a sign of something. It is not longer than needed to be rare. */
export interface Needle {
  readonly text: string;
  /** Whether case is ignored. */
  readonly ignoreCase: boolean;
}

/** The signs to search for. */
export interface SignWish {
  /** 13 consecutive digits, blanks, dashes, pluses or percent signs. */
  readonly digits?: boolean;
  /** Three dots as in an IPv4 address: between digits, two to four characters apart. */
  readonly dots?: boolean;
  /** Two adjacent colons, or four that are two to five characters apart, as in IPv6 addresses. */
  readonly colons?: boolean;
  /** Two consecutive capitals. */
  readonly capitals?: boolean;
  /** For each bit from `FIRST_NEEDLE_BIT` on: the needles that set it. */
  readonly needles?: readonly (readonly Needle[])[];
}

/** Bits of the signs; those of needles are above. */
export const Sign = { digits: 1, dots: 2, colons: 4, capitals: 8 } as const;
export const FIRST_NEEDLE_BIT = 4;

/** Searches messages for signs with WebAssembly, 16 bytes at a step and many messages a call. */
export interface SignScan {
  /**
   * The signs of each message of the block, by row. Valid until the next call. A bit may be set without its sign, but
   * is never missing.
   */
  ofMessages(block: RecordBlock, mostBytes?: number): Uint32Array;
  /** The signs of the messages of at most 1,024 rows, in order. Valid until the next call. */
  ofRows(block: RecordBlock, rows: Int32Array): Uint32Array;
  /** The signs of any range of the block's bytes. */
  ofRange(block: RecordBlock, start: number, end: number): number;
}

/** `assembly/signs.ts`. */
interface SignFunctions {
  findSigns(
    base: number,
    rows: number,
    starts: number,
    ends: number,
    mostBytes: number,
    kinds: number,
    windows: number,
    windowsEnd: number,
    signs: number,
  ): void;
}

/** Most rows of one call. */
const ROWS = 1024;
/** The work area: the windows, then three columns. */
const WINDOW_BYTES = 16;
const TABLE_BYTES = 8 * 1024;
const COLUMN_BYTES = ROWS * 4;
/** Characters that are frequent in logs, most frequent first. Rarer ones are better search keys. */
const FREQUENT = ' etaoinsrhldcumfpgwybv0123456789.-:/=_,k"xjqzTAEISONRLCDMPUFGBHWVYKXJQZ@';

/** Creates a scan for the wanted signs. */
export function createSignScan({ needles = [], ...kinds }: SignWish): SignScan {
  const kindBits = (Object.keys(Sign) as (keyof typeof Sign)[]).reduce(
    (bits, kind) => (kinds[kind] === true ? bits | Sign[kind] : bits),
    0,
  );
  // Windows with the same characters in one group: each group then admits fewer texts that are none of its windows.
  const windows = needles
    .flatMap((list, index) => list.map((needle) => windowOf(needle, 1 << (FIRST_NEEDLE_BIT + index))))
    .sort(Buffer.compare);
  const table = windows.length === 0 ? Buffer.alloc(0) : Buffer.concat([tablesOf(windows), ...windows]);
  let signs = new Uint32Array(ROWS);
  const some = { starts: new Int32Array(ROWS), ends: new Int32Array(ROWS) };
  const one = { start: new Int32Array(1), end: new Int32Array(1), sign: new Uint32Array(1) };

  function find(
    { memory, bytes }: RecordBlock,
    starts: Int32Array,
    ends: Int32Array,
    mostBytes: number,
    target: Uint32Array,
  ): void {
    const work = workOn(memory);
    work.table.set(table);
    work.starts.set(starts);
    work.ends.set(ends);
    work.functions.findSigns(
      ...([bytes.byteOffset, starts.length, TABLE_BYTES, TABLE_BYTES + COLUMN_BYTES, mostBytes, kindBits] as const),
      ...([0, table.length, TABLE_BYTES + 2 * COLUMN_BYTES] as const),
    );
    target.set(work.signs.subarray(0, starts.length));
  }

  return {
    ofMessages(block, mostBytes = MOST_BYTES) {
      const { count, messageStart, messageEnd } = block;
      if (signs.length < count) signs = new Uint32Array(count * 2);
      for (let from = 0; from < count; from += ROWS) {
        const to = Math.min(count, from + ROWS);
        const [starts, ends] = [messageStart.subarray(from, to), messageEnd.subarray(from, to)];
        find(block, starts, ends, mostBytes, signs.subarray(from, to));
      }
      return signs;
    },
    ofRows(block, rows) {
      const [starts, ends] = [some.starts.subarray(0, rows.length), some.ends.subarray(0, rows.length)];
      for (let index = 0; index < rows.length; index++) {
        starts[index] = block.messageStart[rows[index]!]!;
        ends[index] = block.messageEnd[rows[index]!]!;
      }
      find(block, starts, ends, MOST_BYTES, signs);
      return signs;
    },
    ofRange(block, start, end) {
      one.start[0] = start;
      one.end[0] = end;
      find(block, one.start, one.end, MOST_BYTES, one.sign);
      return one.sign[0]!;
    },
  };
}

const MOST_BYTES = 0x7fffffff;

interface Work {
  readonly functions: SignFunctions;
  readonly table: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly signs: Uint32Array;
}

const workOn = oncePerMemory((memory): Work => {
  const { buffer } = memory;
  return {
    functions: instantiateAssembly<SignFunctions>('signs', memory),
    table: new Uint8Array(buffer, 0, TABLE_BYTES),
    starts: new Int32Array(buffer, TABLE_BYTES, ROWS),
    ends: new Int32Array(buffer, TABLE_BYTES + COLUMN_BYTES, ROWS),
    signs: new Uint32Array(buffer, TABLE_BYTES + 2 * COLUMN_BYTES, ROWS),
  };
});

/** The rarest four characters of a needle, in the layout of `assembly/signs.ts`. */
function windowOf({ text, ignoreCase }: Needle, bit: number): Buffer {
  const window = Buffer.alloc(WINDOW_BYTES);
  const characters = rarestPart(text);
  for (let index = 0; index < 4; index++) {
    const character = characters[index];
    const isFolded = ignoreCase && character !== undefined && /[a-z]/i.test(character);
    // With a mask of ones, all bytes are equal.
    window[index] = character === undefined ? 0xff : character.charCodeAt(0) | (isFolded ? 0x20 : 0);
    window[index + 4] = character === undefined ? 0xff : isFolded ? 0x20 : 0;
  }
  window.writeUInt32LE(bit >>> 0, 8);
  return window;
}

/** The tables before the windows, with which `assembly/signs.ts` searches for all groups of them at once. */
function tablesOf(windows: readonly Buffer[]): Buffer {
  const tables = Buffer.alloc(GROUPS_AT + 4 * GROUPS);
  for (let group = 0; group < GROUPS; group++) {
    const from = Math.ceil((group * windows.length) / GROUPS);
    const to = Math.ceil(((group + 1) * windows.length) / GROUPS);
    tables.writeUInt16LE(from, GROUPS_AT + 4 * group);
    tables.writeUInt16LE(to, GROUPS_AT + 4 * group + 2);
    for (const window of windows.slice(from, to)) addToTables(tables, window, 1 << group);
  }
  return tables;
}

function addToTables(tables: Buffer, window: Buffer, bit: number): void {
  for (let place = 0; place < 4; place++) {
    for (let byte = 0; byte < 256; byte++) {
      if ((byte | window[place + 4]!) !== window[place]) continue;
      tables[place * 32 + (byte & 0x0f)]! |= bit;
      tables[place * 32 + 16 + (byte >> 4)]! |= bit;
    }
  }
}

/** Groups of windows: one for each bit of a byte. Where their ranges are, behind the tables of four characters. */
const GROUPS = 8;
const GROUPS_AT = 4 * 32;

function rarestPart(text: string): string {
  const rarity = (character: string): number => {
    const place = FREQUENT.indexOf(character);
    return place < 0 ? FREQUENT.length : place;
  };
  const parts = Array.from({ length: Math.max(1, text.length - 3) }, (_, start) => text.slice(start, start + 4));
  const sum = (part: string): number => [...part].reduce((total, character) => total + rarity(character), 0);
  return parts.reduce((rarest, part) => (sum(part) > sum(rarest) ? part : rarest));
}
