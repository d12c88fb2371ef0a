import { type AssemblyMemory, instantiateAssembly } from '../format/assembly.js';
import type { RecordBlock } from '../record/record-block.js';
import { createScannedLine, type ScannedLine } from './scanned-line.js';

/** The formats that are scanned, by the numbers that `assembly/scan.ts` gives them. */
export const ScanFormat = { docker: 0, cri: 1, raw: 2 } as const;
type ScanFormat = (typeof ScanFormat)[keyof typeof ScanFormat];

/**
 * Scans lines of one block's bytes by WebAssembly, many bytes at a step. Each line that is looked at must have its
 * newline; what follows that makes no difference.
 */
export interface Scanner {
  /** What the latest `scanLine` found. Raw lines have no time: theirs stays. */
  readonly line: ScannedLine;
  /**
   * Scans the line that starts at index `start`. Returns the index just past its newline, or -1 where the line does not
   * have the format's usual shape.
   */
  scanLine(format: ScanFormat, start: number): number;
  /**
   * Appends a row to the block for each line from index `start` on, up to the first that is not of the format's usual
   * shape, is not complete, or has a message of more than `maxLineBytes`; up to index `end`, or until the block is full.
   * Returns the index of the first line not taken.
   *
   * @param delta what added to an index gives the offset in the physical file
   * @param flags that every record has
   */
  scanLines(format: ScanFormat, start: number, end: number, delta: number, maxLineBytes: number, flags: number): number;
  /** Says which `"attrs":{…},` Docker's lines from now on may have: `length` bytes from index `start` on. */
  setAttrs(start: number, length: number): void;
  /** The index at which other ones are, where the latest line scanned was refused for that; else -1. */
  unknownAttrs(): number;
}

/** `assembly/scan.ts`. */
interface ScanFunctions {
  bindColumns(...addresses: number[]): void;
  scanLine(format: number, base: number, start: number): number;
  scanLines(
    format: number,
    base: number,
    start: number,
    end: number,
    delta: number,
    rows: number,
    maxLineBytes: number,
    flags: number,
  ): number;
  nextLine(): number;
  setAttrs(address: number, length: number): void;
  unknownAttrs(base: number): number;
}

/** Makes the scanner of a block. */
export function createScanner(block: RecordBlock): Scanner {
  const line = createScannedLine();
  let work = createWork(block.memory);

  /** The bytes' memory is replaced when it has to grow. */
  function current(): Work {
    if (work.memory !== block.memory) work = createWork(block.memory);
    return work;
  }

  return {
    line,
    scanLine(format, start) {
      const { functions, words } = current();
      words[LineWord.timeStart] = line.timeStart;
      words[LineWord.timeEnd] = line.timeEnd;
      const next = functions.scanLine(format, block.bytes.byteOffset, start);
      line.stream = words[LineWord.stream]!;
      line.complete = words[LineWord.complete] !== 0;
      line.messageStart = words[LineWord.messageStart]!;
      line.messageEnd = words[LineWord.messageEnd]!;
      line.timeStart = words[LineWord.timeStart]!;
      line.timeEnd = words[LineWord.timeEnd]!;
      return next;
    },
    scanLines(format, start, end, delta, maxLineBytes, flags) {
      const { functions, words, columns } = current();
      words[LineWord.timeStart] = line.timeStart;
      words[LineWord.timeEnd] = line.timeEnd;
      let at = start;
      let rows = ROWS;
      while (rows === ROWS && at < end && block.count < block.capacity) {
        const room = Math.min(ROWS, block.capacity - block.count);
        rows = functions.scanLines(format, block.bytes.byteOffset, at, end, delta, room, maxLineBytes, flags);
        at = functions.nextLine();
        appendColumns(block, columns, rows);
      }
      return at;
    },
    setAttrs: (start, length) => current().functions.setAttrs(block.bytes.byteOffset + start, length),
    unknownAttrs: () => current().functions.unknownAttrs(block.bytes.byteOffset),
  };
}

/** Rows that one call scans at most. */
const ROWS = 2048;

/** What a scan says of a line, as words at the start of the memory: `assembly/scanned-line.ts`. */
const LineWord = {
  stream: 0,
  complete: 1,
  verbatim: 2,
  messageStart: 3,
  messageEnd: 4,
  timeStart: 5,
  timeEnd: 6,
} as const;
const LINE_BYTES = 64;

/** The functions for one memory, and what they write in its work area. */
interface Work {
  readonly memory: AssemblyMemory;
  readonly functions: ScanFunctions;
  readonly words: Int32Array;
  readonly columns: Columns;
}

type Columns = Pick<
  RecordBlock,
  'offset' | 'resumeOffset' | 'messageStart' | 'messageEnd' | 'timeStart' | 'timeEnd' | 'flags'
>;

function createWork(memory: AssemblyMemory): Work {
  const { buffer } = memory;
  const wide = LINE_BYTES + 2 * 8 * ROWS;
  const columns: Columns = {
    offset: new Float64Array(buffer, LINE_BYTES, ROWS),
    resumeOffset: new Float64Array(buffer, LINE_BYTES + 8 * ROWS, ROWS),
    messageStart: new Int32Array(buffer, wide, ROWS),
    messageEnd: new Int32Array(buffer, wide + 4 * ROWS, ROWS),
    timeStart: new Int32Array(buffer, wide + 2 * 4 * ROWS, ROWS),
    timeEnd: new Int32Array(buffer, wide + 3 * 4 * ROWS, ROWS),
    flags: new Uint8Array(buffer, wide + 4 * 4 * ROWS, ROWS),
  };
  const functions = instantiateAssembly<ScanFunctions>('scan', memory);
  const { offset, resumeOffset, messageStart, messageEnd, timeStart, timeEnd, flags } = columns;
  const inOrder = [offset, resumeOffset, messageStart, messageEnd, timeStart, timeEnd, flags];
  functions.bindColumns(...inOrder.map(({ byteOffset }) => byteOffset));
  return { memory, functions, words: new Int32Array(buffer, 0, LINE_BYTES / 4), columns };
}

/** Rows that are copied one by one: for so few, it takes longer to make views of the columns. */
const FEW_ROWS = 32;

function appendColumns(block: RecordBlock, columns: Columns, rows: number): void {
  const { count } = block;
  block.count = count + rows;
  if (rows > FEW_ROWS) {
    appendManyRows(block, columns, rows, count);
    return;
  }
  for (let row = 0, at = count; row < rows; row++, at++) {
    block.offset[at] = columns.offset[row]!;
    block.resumeOffset[at] = columns.resumeOffset[row]!;
    block.messageStart[at] = columns.messageStart[row]!;
    block.messageEnd[at] = columns.messageEnd[row]!;
    block.timeStart[at] = columns.timeStart[row]!;
    block.timeEnd[at] = columns.timeEnd[row]!;
    block.flags[at] = columns.flags[row]!;
  }
}

function appendManyRows(block: RecordBlock, columns: Columns, rows: number, count: number): void {
  block.offset.set(columns.offset.subarray(0, rows), count);
  block.resumeOffset.set(columns.resumeOffset.subarray(0, rows), count);
  block.messageStart.set(columns.messageStart.subarray(0, rows), count);
  block.messageEnd.set(columns.messageEnd.subarray(0, rows), count);
  block.timeStart.set(columns.timeStart.subarray(0, rows), count);
  block.timeEnd.set(columns.timeEnd.subarray(0, rows), count);
  block.flags.set(columns.flags.subarray(0, rows), count);
}
