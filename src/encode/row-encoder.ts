import { type AssemblyMemory, instantiateAssembly } from '../format/assembly.js';
import { WORK_BYTES } from '../format/text-bytes.js';
import { endRecords, isFull, type Payload, type PayloadLimits, reservePayload } from '../record/payload.js';
import { RARE_FLAGS, type RecordBlock, RecordFlag } from '../record/record-block.js';
import type { RowTemplate } from './row-template.js';

/** Encodes rows with WebAssembly, 16 bytes at a step. */
export interface RowEncoder {
  /**
   * Appends the records of the block from row `from` on, as complete records. It stops at the first record that has a
   * mark, is too long, or has members to be corrected, and when the payload is full (see `isFull`). Returns the first
   * row that was not appended. The index of the payload must have room.
   */
  append(block: RecordBlock, from: number, template: RowTemplate, payload: Payload, limits: PayloadLimits): number;
}

/** `assembly/encode.ts`. */
interface EncodeFunctions {
  bindColumns(...addresses: number[]): void;
  encodeRows(
    base: number,
    rows: number,
    template: number,
    constantBytes: number,
    start: number,
    end: number,
    enough: number,
    endsFrom: number,
  ): number;
  written(): number;
}

/** Creates an encoder for consecutive blocks. */
export function createRowEncoder(): RowEncoder {
  let work: Work | undefined;
  return {
    append(block, from, template, payload, limits) {
      if (template.bytes.length > TEMPLATE_BYTES) return from;
      // The memory of the block is replaced when it grows.
      if (work?.memory !== block.memory) work = createWork(block.memory);
      work.template.set(template.bytes);
      let row = from;
      while (!isFull(payload, limits)) {
        const end = usualEnd(block, row, payload, limits);
        const rows = end > row ? appendRows(work, block, row, end, template, payload, limits) : 0;
        if (rows === 0) break;
        row += rows;
      }
      return row;
    },
  };
}

/** Largest template, in bytes. Rows with a larger one are not encoded here. */
const TEMPLATE_BYTES = 32 * 1024;
/** Records with members count as usual here. */
const MARKS = RARE_FLAGS & ~RecordFlag.members;
/** Most rows of one call. */
const ROWS = 1024;

/** The functions for one memory, and its work area: the template, the columns, and the output. */
interface Work {
  readonly memory: AssemblyMemory;
  readonly functions: EncodeFunctions;
  readonly template: Uint8Array;
  readonly messageStart: Int32Array;
  readonly messageEnd: Int32Array;
  readonly timeStart: Int32Array;
  readonly timeEnd: Int32Array;
  readonly ends: Uint32Array;
  readonly flags: Uint8Array;
  readonly offsets: Float64Array;
  readonly membersStart: Int32Array;
  readonly membersEnd: Int32Array;
  readonly levels: Uint8Array;
  readonly output: Uint8Array;
}

function createWork(memory: AssemblyMemory): Work {
  const { buffer } = memory;
  const column = (index: number): number => TEMPLATE_BYTES + index * 4 * ROWS;
  const messageStart = new Int32Array(buffer, column(0), ROWS);
  const messageEnd = new Int32Array(buffer, column(1), ROWS);
  const timeStart = new Int32Array(buffer, column(2), ROWS);
  const timeEnd = new Int32Array(buffer, column(3), ROWS);
  const ends = new Uint32Array(buffer, column(4), ROWS);
  const flags = new Uint8Array(buffer, column(5), ROWS);
  const levels = new Uint8Array(buffer, column(5) + ROWS, ROWS);
  const offsets = new Float64Array(buffer, column(6), ROWS);
  const membersStart = new Int32Array(buffer, column(8), ROWS);
  const membersEnd = new Int32Array(buffer, column(9), ROWS);
  const functions = instantiateAssembly<EncodeFunctions>('encode', memory);
  const inOrder = [
    messageStart,
    messageEnd,
    timeStart,
    timeEnd,
    flags,
    offsets,
    membersStart,
    membersEnd,
    levels,
    ends,
  ];
  functions.bindColumns(...inOrder.map(({ byteOffset }) => byteOffset));
  return {
    ...{ memory, functions, messageStart, messageEnd, timeStart, timeEnd, ends, flags, offsets },
    ...{ membersStart, membersEnd, levels },
    template: new Uint8Array(buffer, 0, TEMPLATE_BYTES),
    output: new Uint8Array(buffer, column(10), WORK_BYTES - column(10)),
  };
}

/** The end of the rows that one call may encode, from `from` on. */
function usualEnd(block: RecordBlock, from: number, payload: Payload, limits: PayloadLimits): number {
  const { flags, count } = block;
  const most = Math.min(count, from + ROWS, from + limits.records - payload.records);
  let row = from;
  while (row < most && (flags[row]! & MARKS) === 0) row++;
  return row;
}

function appendRows(
  work: Work,
  block: RecordBlock,
  from: number,
  to: number,
  template: RowTemplate,
  payload: Payload,
  limits: PayloadLimits,
): number {
  copyColumns(work, block, from, to);
  const { functions, output, ends } = work;
  const enough = Math.min(limits.bytes - payload.length, WORK_BYTES);
  const rows = functions.encodeRows(
    block.bytes.byteOffset,
    to - from,
    work.template.byteOffset,
    template.constantBytes,
    output.byteOffset,
    output.byteOffset + output.length,
    enough,
    payload.length,
  );
  const length = functions.written();
  reservePayload(payload, length);
  payload.buffer.set(output.subarray(0, length), payload.length);
  payload.length += length;
  endRecords(payload, ends.subarray(0, rows), block.offset.subarray(from, from + rows));
  return rows;
}

/** Up to this many rows are copied one by one. For so few, creating views of the columns takes longer. */
const FEW_ROWS = 32;

function copyColumns(work: Work, block: RecordBlock, from: number, to: number): void {
  if (to - from > FEW_ROWS) {
    copyManyRows(work, block, from, to);
    return;
  }
  for (let row = from, at = 0; row < to; row++, at++) {
    work.messageStart[at] = block.messageStart[row]!;
    work.messageEnd[at] = block.messageEnd[row]!;
    work.timeStart[at] = block.timeStart[row]!;
    work.timeEnd[at] = block.timeEnd[row]!;
    work.flags[at] = block.flags[row]!;
    work.offsets[at] = block.offset[row]!;
    work.membersStart[at] = block.membersStart[row]!;
    work.membersEnd[at] = block.membersEnd[row]!;
    work.levels[at] = block.hasLevels ? block.level[row]! : 0;
  }
}

function copyManyRows(work: Work, block: RecordBlock, from: number, to: number): void {
  work.messageStart.set(block.messageStart.subarray(from, to));
  work.messageEnd.set(block.messageEnd.subarray(from, to));
  work.timeStart.set(block.timeStart.subarray(from, to));
  work.timeEnd.set(block.timeEnd.subarray(from, to));
  work.flags.set(block.flags.subarray(from, to));
  work.offsets.set(block.offset.subarray(from, to));
  work.membersStart.set(block.membersStart.subarray(from, to));
  work.membersEnd.set(block.membersEnd.subarray(from, to));
  if (block.hasLevels) work.levels.set(block.level.subarray(from, to));
  else work.levels.fill(0, 0, to - from);
}
