import type { LogSource } from '../record/log-source.js';
import { putScratch, RecordFlag, reserveRows } from '../record/record-block.js';
import { appendMessage, unrecognisedFlag } from './append-record.js';
import type { DecodeContext } from './decode-context.js';
import type { PartialLines } from './partial-lines.js';
import { ReadTime } from './read-time.js';
import type { ShippedHalf } from './shipped-half.js';
import type { StreamPartialLines } from './stream-partial-lines.js';

/** Adds the lines of one source to the shared block, those that do not go the fast path. All offsets are in the physical file. */
export class LineRecords {
  /** The time of lines that have none. */
  readonly readTime = new ReadTime();
  readonly #context: DecodeContext;
  readonly #pieces: StreamPartialLines;

  constructor(context: DecodeContext, pieces: StreamPartialLines) {
    this.#context = context;
    this.#pieces = pieces;
  }

  /** Appends the shared line's message, which may have to be cut or corrected. */
  add(flags: number, offset: number, nextOffset: number): void {
    appendMessage(this.#context, flags, offset, this.#pieces.resumeOffset(nextOffset));
  }

  /** Takes a line unchanged, with the time of reading. */
  addRaw(start: number, end: number, flags: number, offset: number, nextOffset: number): void {
    const { line } = this.#context.scanner;
    this.readTime.put(this.#context);
    line.messageStart = start;
    line.messageEnd = end;
    this.add(flags, offset, nextOffset);
  }

  /** Ships the pieces as one record, and begins again. */
  addPieces(pieces: PartialLines, flags: number, nextOffset: number): void {
    const { block } = this.#context;
    const { line } = this.#context.scanner;
    line.timeStart = putScratch(block, pieces.time);
    line.timeEnd = line.timeStart + pieces.time.length;
    line.messageStart = putScratch(block, pieces.text);
    line.messageEnd = block.scratchEnd;
    const escaped = pieces.escaped ? RecordFlag.escaped : 0;
    const truncated = pieces.truncated ? RecordFlag.truncated : 0;
    pieces.clear();
    this.#pieces.waiting--;
    this.add(flags | escaped | truncated, pieces.latestOffset, nextOffset);
  }

  /** Ships pieces whose line never ended, in front of the shared line, which stays. */
  addUnended(pieces: PartialLines, nextOffset: number): void {
    const { block } = this.#context;
    const { line } = this.#context.scanner;
    const { stream, complete, messageStart, messageEnd, timeStart, timeEnd } = line;
    reserveRows(block, block.count + 2);
    this.addPieces(pieces, stream | RecordFlag.partial, nextOffset);
    Object.assign(line, { stream, complete, messageStart, messageEnd, timeStart, timeEnd });
  }

  /**
   * Whether the shared line is no piece of the line that waits: all pieces that Docker makes of one have the time of the first
   * (moby `daemon/logger/copier.go`).
   */
  isOtherLine(pieces: PartialLines, flags: number): boolean {
    const { block } = this.#context;
    const { line } = this.#context.scanner;
    const isDocker = (flags & RecordFlag.escaped) !== 0;
    return isDocker && !pieces.time.equals(block.bytes.subarray(line.timeStart, line.timeEnd));
  }

  /** Takes more of a line whose beginning was shipped. */
  addRest(
    shipped: ShippedHalf,
    source: LogSource,
    start: number,
    end: number,
    offset: number,
    nextOffset: number,
  ): void {
    const { block, counters, now } = this.#context;
    const { line } = this.#context.scanner;
    const pieces = this.#pieces.of(shipped.stream);
    if (shipped.isPiece && pieces.waiting) {
      counters.truncatedBytes += pieces.add(block.bytes, start, end, offset, now());
      return;
    }
    if (shipped.stream === 0) {
      this.addRaw(start, end, unrecognisedFlag(source) | RecordFlag.partial, offset, nextOffset);
      return;
    }
    line.timeStart = putScratch(block, shipped.time);
    line.timeEnd = line.timeStart + shipped.time.length;
    line.messageStart = start;
    line.messageEnd = end;
    this.add(shipped.stream | RecordFlag.partial, offset, nextOffset);
  }
}
