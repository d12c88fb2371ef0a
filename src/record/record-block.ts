import { allocateTextBytes, type TextBytes } from '../format/text-bytes.js';
import type { LogSource } from './log-source.js';

/** Bits of a record's flags. A record with neither stream bit was written raw, by no container runtime. */
export const RecordFlag = {
  /** The container wrote the line to its standard output. */
  stdout: 1,
  /** The container wrote the line to its standard error. */
  stderr: 2,
  /**
   * The bytes of the message are the inside of a JSON string, and must be unescaped. Without this flag they are text.
   */
  escaped: 4,
  /** The message has no byte that JSON escapes, so its text and the inside of its JSON string are the same. */
  verbatim: 8,
  /** Pieces of the line are missing: its end was not written in time, or its file ended before it. */
  partial: 16,
  /** The line was longer than `limits.maxLineBytes`. Its rest was dropped. */
  truncated: 32,
  /** The line is neither Docker JSON nor CRI, although its file is. The message is the raw line. */
  malformed: 64,
  /** Transforms gave the record fields of its own: see `membersStart`. */
  members: 128,
} as const;

/** The bits of the stream. Raw lines have none of them. */
export const STREAM_FLAGS = RecordFlag.stdout | RecordFlag.stderr;

/** The bits that an encoder does not handle on its fastest path. */
export const RARE_FLAGS = RecordFlag.partial | RecordFlag.truncated | RecordFlag.malformed | RecordFlag.members;

/** Names of levels, least severe first. A record has the index of its level. 0: no level is known. */
export const LEVELS = ['', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/**
 * The records of one read, as columns over the bytes read. Row `i` of every column belongs to record `i`. There is no
 * object for a record. A block is created once and filled again and again. Whoever needs something of it later must
 * copy it before the next read. All text in it is valid UTF-8.
 */
export interface RecordBlock extends TextBytes {
  /** Whose records these are. */
  source: LogSource;
  /** The key of their physical file. All offsets are in that file. */
  fileKey: number;
  /**
   * Identifies the same file in the ids of its records, also after a restart of podtail. Made of its container and its
   * first line. Letters, digits, `-` and `_`.
   */
  fileId: string;
  /**
   * The memory of the start and end columns: the bytes read in `[0, readCapacity)`, one spare byte, and a scratch area
   * for texts that were joined or corrected. It is replaced when the scratch area grows. Indexes stay valid.
   */
  bytes: Buffer;
  /** Bytes at the start of `bytes` that reads may fill. */
  readCapacity: number;
  /** Index in `bytes` after the used part of the scratch area. */
  scratchEnd: number;
  /** The number of records. Later rows are stale. */
  count: number;
  /** Most records of one read. */
  readonly capacity: number;
  /** Index in `bytes` of a message's first byte. */
  readonly messageStart: Int32Array;
  /** Index in `bytes` after the last byte of a message, without the newline of the line. */
  readonly messageEnd: Int32Array;
  /** Index in `bytes` of the time that the runtime wrote: ASCII, RFC 3339 with up to nine decimals. */
  readonly timeStart: Int32Array;
  /** Index in `bytes` after the text of the time. */
  readonly timeEnd: Int32Array;
  /** `RecordFlag` bits. */
  readonly flags: Uint8Array;
  /**
   * Byte offset in the physical file of the record's last line. Usually this is its only line. A line that a runtime
   * wrote in pieces may begin in an earlier file. The offset is above `BEFORE_INHERITED` if no part of it is in this
   * file. It is unique within the file.
   */
  readonly offset: Float64Array;
  /**
   * Byte offset in the physical file from which reading must resume once this record and all before it are settled: the
   * end of its line, or the start of the oldest waiting piece, or the start of a line between such pieces. No record
   * extends across it. It never falls.
   */
  readonly resumeOffset: Float64Array;
  /**
   * Index in `bytes` of the record's own fields, if its flags have `members`: members of a JSON object, each followed
   * by a comma (`"level":"info","app":{…},`), on one line, as valid JSON in UTF-8. Names are unique, and differ from
   * the fields of schema `flat`.
   */
  readonly membersStart: Int32Array;
  /** Index in `bytes` after the comma of the last member. */
  readonly membersEnd: Int32Array;
  /** Whether `level` is valid for the records of this block. Otherwise it is stale. */
  hasLevels: boolean;
  /** The record's level, as an index of `LEVELS`. */
  readonly level: Uint8Array;
}

const NO_SOURCE: LogSource = { path: '', metadata: {}, writtenByRuntime: false };
const SCRATCH_BYTES = 64 * 1024;

/** Creates an empty block for up to `capacity` records, from reads of up to `readCapacity` bytes. */
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

/** Allocates the columns of that many records. */
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
 * Makes the columns long enough for `rows` records. This may be more than `capacity`, which limits one read, because
 * transforms may add records that they held back.
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

/**
 * Creates an empty block for at least `rows` records over the bytes of another block. It uses the columns of `reused`,
 * if they are long enough.
 */
export function createBlockOver(block: RecordBlock, rows: number, reused?: RecordBlock): RecordBlock {
  const columns = reused !== undefined && reused.flags.length >= rows ? columnsOf(reused) : createColumns(rows);
  return { ...block, ...columns, count: 0 };
}

function columnsOf(block: RecordBlock): ReturnType<typeof createColumns> {
  return Object.fromEntries(COLUMNS.map((column) => [column, block[column]])) as ReturnType<typeof createColumns>;
}

/** Moves all records `by` rows down. As many stale rows come before them. */
export function shiftRows(block: RecordBlock, by: number): void {
  reserveRows(block, block.count + by);
  for (const column of COLUMNS) block[column].copyWithin(by, 0, block.count);
  block.count += by;
}

/** Removes the records and the scratch area. The bytes read stay. */
export function clearRecordBlock(block: RecordBlock): void {
  block.count = 0;
  block.hasLevels = false;
  block.scratchEnd = block.readCapacity + 1;
}

/** Allows reads of up to `readCapacity` bytes. Removes everything in the block. */
export function growReadCapacity(block: RecordBlock, readCapacity: number): void {
  if (readCapacity <= block.readCapacity) return;
  Object.assign(block, allocateTextBytes(readCapacity + SCRATCH_BYTES));
  block.readCapacity = readCapacity;
  clearRecordBlock(block);
}

/** Reserves `length` bytes of the scratch area, and returns the index of the first one. May replace `bytes`. */
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
