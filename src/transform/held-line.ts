import { putScratch, type RecordBlock, RecordFlag, reserveRows, reserveScratch } from '../record/record-block.js';
import { beginLevels } from './level/set-level.js';

/** A line that was copied from its block, to be joined with others. */
export interface HeldLine {
  readonly text: Buffer;
  readonly time: Buffer;
  readonly flags: number;
  readonly level: number;
  /** The fields that an earlier transform gave it. */
  readonly members: Buffer;
  /**
   * The offset of the row in the current file. If the row is in an earlier file, the offset is one of no byte (see
   * `BEFORE_INHERITED`), because the current file may have another record at the row's own offset.
   */
  offset: number;
  /**
   * The offset from which the current file must be read again to get the line: its start, or the beginning of the file.
   */
  start: number;
  /** Whether it is in an earlier file than the current one. */
  isEarlier: boolean;
}

const NOTHING = Buffer.alloc(0);
const PLAIN_NEWLINE = Buffer.from('\n');
const ESCAPED_NEWLINE = Buffer.from('\\n');

/** Copies a row from its block. */
export function holdLine(block: RecordBlock, row: number, start: number, isEarlier: boolean): HeldLine {
  const flags = block.flags[row]!;
  const hasMembers = (flags & RecordFlag.members) !== 0;
  return {
    text: copyOf(block, block.messageStart[row]!, block.messageEnd[row]!),
    time: copyOf(block, block.timeStart[row]!, block.timeEnd[row]!),
    flags,
    level: block.hasLevels ? block.level[row]! : 0,
    members: hasMembers ? copyOf(block, block.membersStart[row]!, block.membersEnd[row]!) : NOTHING,
    offset: block.offset[row]!,
    start,
    isEarlier,
  };
}

/**
 * Writes lines as one record to a row. The record has the time of the first line, the texts joined with newlines, and
 * the offset of the first line in the current file.
 *
 * @param partial whether lines of the record are missing
 */
export function putRecord(
  block: RecordBlock,
  row: number,
  lines: readonly HeldLine[],
  partial: boolean,
  resumeOffset: number,
): void {
  reserveRows(block, row + 1);
  const first = lines[0]!;
  const isEscaped = (first.flags & RecordFlag.escaped) !== 0;
  const allFlags = lines.reduce((flags, line) => flags | (line.flags & SUMMED_FLAGS), partial ? RecordFlag.partial : 0);
  block.flags[row] = (lines.length > 1 ? first.flags & ~RecordFlag.verbatim : first.flags) | allFlags;
  putJoined(block, row, lines, isEscaped ? ESCAPED_NEWLINE : PLAIN_NEWLINE);
  block.timeStart[row] = putScratch(block, first.time);
  block.timeEnd[row] = block.scratchEnd;
  block.membersStart[row] = putScratch(block, first.members);
  block.membersEnd[row] = block.scratchEnd;
  if (first.level !== 0) beginLevels(block);
  block.level[row] = first.level;
  block.offset[row] = (lines.find((line) => !line.isEarlier) ?? first).offset;
  block.resumeOffset[row] = resumeOffset;
}

/** Flags that a record inherits from any of its lines. */
const SUMMED_FLAGS = RecordFlag.partial | RecordFlag.truncated;

function putJoined(block: RecordBlock, row: number, lines: readonly HeldLine[], newline: Buffer): void {
  const length = lines.reduce((sum, { text }) => sum + text.length, newline.length * (lines.length - 1));
  let at = reserveScratch(block, length);
  block.messageStart[row] = at;
  lines.forEach(({ text }, index) => {
    if (index > 0) at += newline.copy(block.bytes, at);
    at += text.copy(block.bytes, at);
  });
  block.messageEnd[row] = at;
}

function copyOf(block: RecordBlock, start: number, end: number): Buffer {
  return Buffer.from(block.bytes.subarray(start, end));
}
