import { type AssemblyMemory, instantiateAssembly } from '../../format/assembly.js';
import { LEVELS, type RecordBlock, reserveScratch } from '../../record/record-block.js';
import { LEVEL_WORDS } from '../level/level-names.js';
import { COMMON_NUMBERS, hasOwnScale, simpleName } from '../level/level-numbers.js';
import type { JsonSettings } from '../settings.js';
import { createTextTable, NameKind, NUMBER_VALUE, type TableEntry } from './text-table.js';

/** Splits messages of rows into members with WebAssembly, in one pass and without an object for each record. */
export interface RowSplitter {
  /** Splits the rows. Returns the unusual rows that are left. */
  split(block: RecordBlock): readonly number[];
}

/** `assembly/json.ts`. */
interface SplitFunctions {
  hashOf(start: number, stop: number): number;
  bindColumns(...addresses: number[]): void;
  bindTables(
    names: number,
    values: number,
    under: number,
    underBytes: number,
    levelTexts: number,
    isRenaming: boolean,
  ): void;
  splitRows(base: number, rows: number, free: number): number;
}

const UNUSUAL = 2;
/** Most rows of one call. */
const ROWS = 1024;
/** Most bytes of a row besides its message, before and after the split. */
const ROW_BYTES = 256;

/* The work area: the tables, the list of members, the columns. */
const TABLES_BYTES = 64 * 1024;
const LIST_BYTES = 512 * 32 + 512 * 4 + 16;
const WORDS = ['messageStart', 'messageEnd', 'timeStart', 'timeEnd', 'membersStart', 'membersEnd'] as const;
const BYTES = ['flags', 'level', 'outcome'] as const;
const LEVEL_TEXT_BYTES = 24;
/** Longest value of a level that is looked up. */
const LONGEST_NAME = 255;

/** Creates a splitter for the settings. Undefined if it does not support them. */
export function createRowSplitter(settings: JsonSettings, fieldNames: ReadonlySet<string>): RowSplitter | undefined {
  const { under } = settings;
  const names = namesOf(settings, fieldNames);
  const hasPrefixed = [...fieldNames].some((name) => name.startsWith('app_'));
  const isLong = names.some(({ text }) => text.length > LONGEST_NAME) || (under ?? '').length > LONGEST_NAME;
  if (hasPrefixed || isLong || (under !== undefined && fieldNames.has(under))) return undefined;
  let work: Work | undefined;
  let tables: Tables | undefined;

  return {
    split(block) {
      const unusual: number[] = [];
      for (let from = 0; from < block.count; from += ROWS) {
        const to = Math.min(block.count, from + ROWS);
        const start = reserve(block, from, to);
        // The memory of the block is replaced when it grows.
        if (work?.memory !== block.memory) work = createWork(block.memory);
        tables ??= createTables(names, settings, work);
        run(work, tables, block, from, to, start, unusual);
      }
      return unusual;
    },
  };
}

/** Reserves room for everything that may be written. Returns its start. */
function reserve(block: RecordBlock, from: number, to: number): number {
  const { messageStart, messageEnd } = block;
  let bytes = 0;
  for (let row = from; row < to; row++) bytes += 2 * (messageEnd[row]! - messageStart[row]!) + ROW_BYTES;
  return reserveScratch(block, bytes);
}

function run(
  { functions, area, words, bytes }: Work,
  { content, bind }: Tables,
  block: RecordBlock,
  from: number,
  to: number,
  start: number,
  unusual: number[],
): void {
  area.set(content);
  for (const [index, name] of WORDS.entries()) words[index]!.set(block[name].subarray(from, to));
  bytes[0]!.set(block.flags.subarray(from, to));
  if (block.hasLevels) bytes[1]!.set(block.level.subarray(from, to));
  else bytes[1]!.fill(0, 0, to - from);
  functions.bindTables(...bind);
  block.scratchEnd = functions.splitRows(block.bytes.byteOffset, to - from, start);
  for (const [index, name] of WORDS.entries()) block[name].set(words[index]!.subarray(0, to - from), from);
  block.flags.set(bytes[0]!.subarray(0, to - from), from);
  if (block.hasLevels) block.level.set(bytes[1]!.subarray(0, to - from), from);
  const outcomes = bytes[2]!;
  for (let row = from; row < to; row++) if (outcomes[row - from] === UNUSUAL) unusual.push(row);
}

interface Work {
  readonly memory: AssemblyMemory;
  readonly functions: SplitFunctions;
  readonly area: Uint8Array;
  readonly words: readonly Int32Array[];
  readonly bytes: readonly Uint8Array[];
}

function createWork(memory: AssemblyMemory): Work {
  const { buffer } = memory;
  const columns = TABLES_BYTES + LIST_BYTES;
  const words = WORDS.map((_, index) => new Int32Array(buffer, columns + index * 4 * ROWS, ROWS));
  const bytes = BYTES.map((_, index) => new Uint8Array(buffer, columns + (WORDS.length * 4 + index) * ROWS, ROWS));
  const functions = instantiateAssembly<SplitFunctions>('json', memory);
  functions.bindColumns(...[...words, ...bytes].map(({ byteOffset }) => byteOffset), TABLES_BYTES);
  return { memory, functions, area: new Uint8Array(buffer, 0, TABLES_BYTES), words, bytes };
}

interface Tables {
  readonly content: Buffer;
  readonly bind: Parameters<SplitFunctions['bindTables']>;
}

function createTables(names: readonly TableEntry[], { under, onCollision }: JsonSettings, work: Work): Tables {
  const hash = (text: Buffer): number => {
    work.area.set(text);
    return work.functions.hashOf(0, text.length);
  };
  const underText = Buffer.from(under === undefined ? '' : `${JSON.stringify(under)}:{`);
  const parts = [createTextTable(names, hash), createTextTable(levelValues(), hash), underText, levelTexts()];
  const places = parts.map((_, index) => parts.slice(0, index).reduce((sum, { length }) => sum + align(length), 0));
  const content = Buffer.alloc(places.at(-1)! + parts.at(-1)!.length);
  for (const [index, part] of parts.entries()) content.set(part, places[index]);
  const [nameTable, valueTable, underAt, levels] = places as [number, number, number, number];
  return { content, bind: [nameTable, valueTable, underAt, underText.length, levels, onCollision === 'rename'] };
}

function align(length: number): number {
  return (length + 15) & ~15;
}

/** The names with a meaning, each once. */
function namesOf({ lift }: JsonSettings, fieldNames: ReadonlySet<string>): TableEntry[] {
  const entries = new Map<string, TableEntry>();
  const add = (text: string, kind: number, rank = 0): void => {
    const before = entries.get(text) ?? { text, kind: 0, rank: 0 };
    entries.set(text, { text, kind: before.kind | kind, rank: before.rank || rank });
  };
  for (const name of fieldNames) if (name !== 'level') add(name, NameKind.taken);
  add('level', NameKind.levelName);
  add('__proto__', NameKind.odd);
  for (const [rank, name] of lift.level.entries()) {
    add(name, NameKind.level | (hasOwnScale(simpleName(name)) ? NameKind.ownScale : 0), rank);
  }
  for (const name of lift.time) add(name, NameKind.time);
  for (const [rank, name] of lift.message.entries()) add(name, NameKind.message, rank);
  return [...entries.values()];
}

/** JSON values that mean levels: words of loggers, and numbers. */
function levelValues(): TableEntry[] {
  const words = [...LEVEL_WORDS].flatMap(([word, level]) =>
    [...new Set([word, word.toUpperCase(), `${word[0]!.toUpperCase()}${word.slice(1)}`])].map((text) => ({
      ...{ text: `"${text}"`, kind: 0, rank: level },
    })),
  );
  const numbers = [...COMMON_NUMBERS].map(([number, level]) => ({
    ...{ text: String(number), kind: NUMBER_VALUE, rank: level },
  }));
  return [...words, ...numbers];
}

/** For each level: the length of its field, and the field. */
function levelTexts(): Buffer {
  return Buffer.concat(
    LEVELS.map((level) => {
      const text = level === '' ? '' : `"level":"${level}",`;
      return Buffer.from(`${String.fromCharCode(text.length)}${text}`.padEnd(LEVEL_TEXT_BYTES, '\0'), 'latin1');
    }),
  );
}
