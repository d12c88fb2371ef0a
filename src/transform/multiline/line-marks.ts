import { instantiateAssembly, oncePerMemory } from '../../format/assembly.js';
import { type RecordBlock, RecordFlag, STREAM_FLAGS } from '../../record/record-block.js';
import type { LineRule } from './line-rule.js';
import type { TraceGrammar } from './trace-grammar.js';

/** `assembly/marks.ts`. */
interface MarkFunctions {
  findMarked(
    base: number,
    rows: number,
    starts: number,
    ends: number,
    flags: number,
    escaped: number,
    table: number,
    texts: number,
    found: number,
  ): number;
}

/** The bits that part the streams. */
/** Rows that one call looks at. */
const ROWS = 1024;
/** Bits of the table by bytes. */
const Look = { first: 1, text: 2, last: 4, pair: 8 } as const;
/** The work area: the table and the texts, then columns. */
const TABLE_BYTES = 4 * 1024;
const COLUMN_BYTES = ROWS * 4;
const TEXT_BYTES = 16;
const LONGEST_TEXT = 8;

/**
 * Marks rows that begin or end as a line of a trace does, and up to `reach` rows of the same stream before each. The look
 * at the bytes is WebAssembly's, many messages a call.
 */
export function createLineMarks(grammars: readonly TraceGrammar[], reach: number): LineRule['mark'] {
  const table = tableOf(grammars);
  return (block, from, marks) => {
    let isAny = false;
    for (let first = from; first < block.count; first += ROWS) {
      const rows = Math.min(ROWS, block.count - first);
      for (const found of findMarked(block, first, rows, table)) {
        const row = first + found;
        if ((block.flags[row]! & RecordFlag.malformed) !== 0) continue;
        markBefore(block, row, from, reach, marks);
        isAny = true;
      }
    }
    return isAny;
  };
}

/** Marks a row, and those before it down to another one that was found, before which all are marked. */
function markBefore({ flags }: RecordBlock, row: number, from: number, reach: number, marks: Uint8Array): void {
  const stream = flags[row]! & STREAM_FLAGS;
  marks[row] = FOUND;
  for (let before = row - 1, left = reach; before >= from && left > 0; before--) {
    if ((flags[before]! & STREAM_FLAGS) !== stream) continue;
    if (marks[before] === FOUND) return;
    marks[before] = 1;
    left--;
  }
}

/** What a row's mark is that was found by its own bytes. */
const FOUND = 2;

function findMarked(block: RecordBlock, first: number, rows: number, table: Uint8Array): Int32Array {
  const work = workOn(block.memory);
  work.table.set(table);
  work.starts.set(block.messageStart.subarray(first, first + rows));
  work.ends.set(block.messageEnd.subarray(first, first + rows));
  work.flags.set(block.flags.subarray(first, first + rows));
  const [starts, ends, found, flags] = [0, 1, 2, 3].map((column) => TABLE_BYTES + column * COLUMN_BYTES);
  const count = work.functions.findMarked(
    ...([block.bytes.byteOffset, rows, starts!, ends!, flags!, RecordFlag.escaped] as const),
    ...([0, TEXTS_AT, found!] as const),
  );
  return work.found.subarray(0, count);
}

interface Work {
  readonly functions: MarkFunctions;
  readonly table: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly found: Int32Array;
  readonly flags: Uint8Array;
}

const workOn = oncePerMemory((memory): Work => {
  const { buffer } = memory;
  return {
    functions: instantiateAssembly<MarkFunctions>('marks', memory),
    table: new Uint8Array(buffer, 0, TABLE_BYTES),
    starts: new Int32Array(buffer, TABLE_BYTES, ROWS),
    ends: new Int32Array(buffer, TABLE_BYTES + COLUMN_BYTES, ROWS),
    found: new Int32Array(buffer, TABLE_BYTES + 2 * COLUMN_BYTES, ROWS),
    flags: new Uint8Array(buffer, TABLE_BYTES + 3 * COLUMN_BYTES, ROWS),
  };
});

/**
 * By byte, what a message that begins or ends with it is; by first byte, where its texts begin and end; then the texts with
 * which messages may begin, those of each first byte together.
 */
function tableOf(grammars: readonly TraceGrammar[]): Uint8Array {
  const table = Buffer.alloc(TEXTS_AT);
  for (const { firstCharacters = '', lastCharacters = '', lastPair = '' } of grammars) {
    for (const byte of Buffer.from(firstCharacters)) table[byte]! |= Look.first;
    for (const byte of Buffer.from(lastCharacters)) table[byte]! |= Look.last;
    if (lastPair !== '') {
      table[lastPair.charCodeAt(1)]! |= Look.pair;
      table[FIRST_OF_PAIR] = lastPair.charCodeAt(0);
    }
  }
  const texts: Buffer[] = [];
  const all = [...new Set(grammars.flatMap(({ firstTexts = [] }) => firstTexts))];
  for (let byte = 0; byte < 256; byte++) {
    const own = all.filter((text) => mayBeginWith(text, byte));
    if (own.length > 0) table[byte]! |= Look.text;
    table.set([texts.length, texts.length + own.length], 256 + 2 * byte);
    texts.push(...own.map(comparison));
  }
  return Buffer.concat([table, ...texts]);
}

/** Where the texts follow the tables, and a byte for the first character of a pair. */
const FIRST_OF_PAIR = 256 + 2 * 256;
const TEXTS_AT = FIRST_OF_PAIR + 8;

function mayBeginWith(text: string, byte: number): boolean {
  return text[0] === ANY_CHARACTER ? CAPITALS.includes(String.fromCharCode(byte)) : Buffer.from(text)[0] === byte;
}

/** In a text that messages may begin with: any character, at its start any capital. */
const ANY_CHARACTER = '?';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What `assembly/marks.ts` compares with: the first bytes of a text, and which of them count. */
function comparison(text: string): Buffer {
  const entry = Buffer.alloc(TEXT_BYTES);
  const bytes = Buffer.from(text).subarray(0, LONGEST_TEXT);
  bytes.forEach((byte, index) => {
    if (text[index] === ANY_CHARACTER) return;
    entry[index] = byte;
    entry[LONGEST_TEXT + index] = 0xff;
  });
  return entry;
}
