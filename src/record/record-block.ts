import { allocateTextBytes, type TextBytes } from '../format/text-bytes.js';
import type { LogSource } from './log-source.js';

/** Bits of a record's flags. A record with neither stream bit was written raw, by no container runtime. */
export const RecordFlag = {
  /** The container wrote the line to its standard output. */
  stdout: 1,
  /** The container wrote the line to its standard error. */
  stderr: 2,
  /** The message's bytes are the inside of a JSON string: escapes must be undone to get the text. Else they are text. */
  escaped: 4,
  /** The message holds no byte that JSON escapes, so that its text and the inside of its JSON string are the same bytes. */
  verbatim: 8,
  /** PartialLines of the line are missing: its end was not written in time, or its file ended before. */
  partial: 16,
  /** The line was longer than `limits.maxLineBytes`; the rest was thrown away. */
  truncated: 32,
  /** The line is neither Docker JSON nor CRI, though its file is; it is here raw. */
  malformed: 64,
  /** Transforms gave the record fields of its own: see `membersStart`. */
  members: 128,
} as const;

/** The bits that say of which stream a record is; raw lines have none of them. */
export const STREAM_FLAGS = RecordFlag.stdout | RecordFlag.stderr;

/** The bits that make an encoder leave its shortest path. */
export const RARE_FLAGS = RecordFlag.partial | RecordFlag.truncated | RecordFlag.malformed | RecordFlag.members;

/** Names of levels, least first; a record's is named by its index here. 0 means that none is known. */
export const LEVELS = ['', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/**
 * The records of one read, in columns over the bytes that were read: row `i` of every column is record `i`, and no
 * object stands for a record. A block is made once and filled again and again; whoever wants to keep something of it
 * copies it before the next read. All text in it is valid UTF-8.
 */
export interface RecordBlock extends TextBytes {
  /** Whose records these are. */
  source: LogSource;
  /** The physical file that they are in, by its key: the file of all offsets here. */
  fileKey: number;
  /**
   * Names the same file in the ids of its records, over all lives of podtail: made of its container and its first line.
   * Letters, digits, `-` and `_`.
   */
  fileId: string;
  /**
   * What the start and end columns point into: the bytes as read in `[0, readCapacity)`, one spare byte, and a scratch
   * area for texts that had to be joined or corrected. Replaced when that has to grow; indexes stay true.
   */
  bytes: Buffer;
  /** Bytes at the start of `bytes` that reads may fill. */
  readCapacity: number;
  /** Index in `bytes` just past what the scratch area holds. */
  scratchEnd: number;
  /** How many records; rows from here on are stale. */
  count: number;
  /** How many records one read may fill. */
  readonly capacity: number;
  /** Index in `bytes` of a message's first byte. */
  readonly messageStart: Int32Array;
  /** Index in `bytes` just past a message's last byte; the line's own newline is not part of it. */
  readonly messageEnd: Int32Array;
  /** Index in `bytes` of the first byte of the runtime's own time text: ASCII, RFC 3339 with up to nine decimals. */
  readonly timeStart: Int32Array;
  /** Index in `bytes` just past the time text. */
  readonly timeEnd: Int32Array;
  /** `RecordFlag` bits. */
  readonly flags: Uint8Array;
  /**
   * Byte offset, in the physical file, of the first byte of the record's last line: its only one, but for a line that a
   * runtime wrote in pieces, of which the first may be in an earlier file; above `BEFORE_INHERITED` where none of it
   * is in this file. No two records of a file have the same.
   */
  readonly offset: Float64Array;
  /**
   * Byte offset, in the physical file, from which reading has to resume once this record and all before it are settled:
   * the end of its line, or the start of the oldest piece that still waits to be joined, or of a line that is mixed
   * with that one's pieces. No record goes across it. Never falls.
   */
  readonly resumeOffset: Float64Array;
  /**
   * Index in `bytes` of the first byte of the record's own fields, where its flags have `members`: members of a JSON
   * object, each with a comma behind it (`"level":"info","app":{…},`), on one line, as valid JSON in UTF-8. No two have
   * the same name, and none has that of a field of schema `flat`.
   */
  readonly membersStart: Int32Array;
  /** Index in `bytes` just past the last member's comma. */
  readonly membersEnd: Int32Array;
  /** Whether `level` says anything of the records of this block; what it holds is stale otherwise. */
  hasLevels: boolean;
  /** The record's level, as an index of `LEVELS`. */
  readonly level: Uint8Array;
}

const NO_SOURCE: LogSource = { path: '', metadata: {}, writtenByRuntime: false };
const SCRATCH_BYTES = 64 * 1024;

/** Makes an empty block for up to `capacity` records at a time, out of reads of up to `readCapacity` bytes. */
export function createRecordBlock(capacity: number, readCapacity: number): RecordBlock {
  return {
    source: NO_SOURCE,
    fileKey: 0,
    fileId: '',
    ...allocateTextBytes(readCapacity + SCRATCH_BYTES),
    readCapacity,
    scratchEnd: readCapacity + 1,
    count: 0,
    capacity,
    hasLevels: false,
    ...createColumns(capacity),
  };
}

/** Memory for the columns of so many records. */
function createColumns(rows: number) {
  return {
    messageStart: new Int32Array(rows),
    messageEnd: new Int32Array(rows),
    timeStart: new Int32Array(rows),
    timeEnd: new Int32Array(rows),
    flags: new Uint8Array(rows),
    offset: new Float64Array(rows),
    resumeOffset: new Float64Array(rows),
    membersStart: new Int32Array(rows),
    membersEnd: new Int32Array(rows),
    level: new Uint8Array(rows),
  };
}

/**
 * Makes the columns long enough for `rows` records, which may be more than `capacity`: that bounds what one read fills,
 * and transforms may add what they held back.
 */
export function reserveRows(block: RecordBlock, rows: number): void {
  if (rows <= block.flags.length) return;
  const grown = createColumns(rows * 2);
  for (const column of COLUMNS) grown[column].set(block[column]);
  Object.assign(block, grown);
}

const COLUMNS = Object.keys(createColumns(0)) as (keyof ReturnType<typeof createColumns>)[];

/** Copies the record of one row to another row. */
export function copyRow(block: RecordBlock, from: number, to: number): void {
  copyRowTo(block, from, block, to);
}

/** Copies the record of one row to a row of another block over the same bytes. */
export function copyRowTo(block: RecordBlock, from: number, target: RecordBlock, to: number): void {
  target.messageStart[to] = block.messageStart[from]!;
  target.messageEnd[to] = block.messageEnd[from]!;
  target.timeStart[to] = block.timeStart[from]!;
  target.timeEnd[to] = block.timeEnd[from]!;
  target.flags[to] = block.flags[from]!;
  target.offset[to] = block.offset[from]!;
  target.resumeOffset[to] = block.resumeOffset[from]!;
  target.membersStart[to] = block.membersStart[from]!;
  target.membersEnd[to] = block.membersEnd[from]!;
  target.level[to] = block.level[from]!;
}

/** An empty block for at least `rows` records over the bytes of another, whose columns are `reused` where these are long enough. */
export function createBlockOver(block: RecordBlock, rows: number, reused?: RecordBlock): RecordBlock {
  const columns = reused !== undefined && reused.flags.length >= rows ? columnsOf(reused) : createColumns(rows);
  return { ...block, ...columns, count: 0 };
}

function columnsOf(block: RecordBlock): ReturnType<typeof createColumns> {
  return Object.fromEntries(COLUMNS.map((column) => [column, block[column]])) as ReturnType<typeof createColumns>;
}

/** Moves all records `by` rows down, which leaves as many stale ones before them. */
export function shiftRows(block: RecordBlock, by: number): void {
  reserveRows(block, block.count + by);
  for (const column of COLUMNS) block[column].copyWithin(by, 0, block.count);
  block.count += by;
}

/** Forgets the records and the scratch area; the bytes as read stay. */
export function clearRecordBlock(block: RecordBlock): void {
  block.count = 0;
  block.hasLevels = false;
  block.scratchEnd = block.readCapacity + 1;
}

/** Lets reads fill up to `readCapacity` bytes. Forgets everything that the block holds. */
export function growReadCapacity(block: RecordBlock, readCapacity: number): void {
  if (readCapacity <= block.readCapacity) return;
  Object.assign(block, allocateTextBytes(readCapacity + SCRATCH_BYTES));
  block.readCapacity = readCapacity;
  clearRecordBlock(block);
}

/** Takes `length` bytes of the scratch area and returns the index of the first; `bytes` may be replaced by it. */
export function reserveScratch(block: RecordBlock, length: number): number {
  const start = block.scratchEnd;
  const end = start + length;
  if (end > block.bytes.length) {
    const grown = allocateTextBytes(end + Math.max(SCRATCH_BYTES, end >> 1));
    block.bytes.copy(grown.bytes, 0, 0, start);
    Object.assign(block, grown);
  }
  block.scratchEnd = end;
  return start;
}

/** Appends bytes to the scratch area and returns the index of the first. */
export function putScratch(block: RecordBlock, bytes: Uint8Array): number {
  const start = reserveScratch(block, bytes.length);
  block.bytes.set(bytes, start);
  return start;
}
