import { isUtf8 } from 'node:buffer';
import type { LineState, SettledLines } from '../record/line-state.js';
import type { LogSource } from '../record/log-source.js';
import { putScratch, RecordFlag } from '../record/record-block.js';
import { unrecognisedFlag } from './append-record.js';
import type { DecodeContext } from './decode-context.js';
import { createLineFormat, type FormatName, type LineFormat, recogniseLine } from './line-format.js';
import { LineRecords } from './line-records.js';
import { skipNuls } from './nul-hole.js';
import { isWorthless, openLineOf, type ShippedHalf, shippedHalfOf, UNKNOWN_HALF } from './shipped-half.js';
import { StreamPartialLines } from './stream-partial-lines.js';

const NEWLINE = 0x0a;
const NUL = 0;
/** Unrecognised lines after which a plain file counts as raw for good. */
const LINES_UNTIL_RAW = 64;

/**
 * Decodes the lines of one source, file after file of its chain, to the shared block. Order of calls: `beginFile`, then
 * `decode` for what was read of it, in the order of the file, each time beginning where the last one ended; then
 * `decodeHalfLine` and `flushPartialLines` when no more is to come. Never throws for anything that a file may hold.
 */
export class SourceDecoder {
  readonly #context: DecodeContext;
  #source: LogSource;
  #format: LineFormat | undefined;
  #linesUnrecognised = 0;
  readonly #pieces: StreamPartialLines;
  /** Whether the bytes to come, up to the next newline, belong to a line that was cut. */
  #skipping = false;
  /** The line to come was begun by a half line that is already shipped: whose that was. */
  #shipped: ShippedHalf | undefined;
  /** Whether there are NULs among what is being decoded, which no line begins with: a truncation left them. */
  #hasNuls = false;
  /** Offset in the physical file up to which lines were taken. */
  #nextOffset = 0;
  /** Whether all that is being decoded is UTF-8, so that no message of it has to be looked at. */
  #valid = false;
  readonly #records: LineRecords;

  constructor(source: LogSource, context: DecodeContext) {
    this.#source = source;
    this.#context = context;
    this.#pieces = new StreamPartialLines(context.maxLineBytes);
    this.#records = new LineRecords(context, this.#pieces);
    this.#format = context.format === 'auto' ? undefined : createLineFormat(context.format, context);
  }

  /** The records to come are those of the same source as it is described now. */
  set source(source: LogSource) {
    this.#source = source;
  }

  /** What the source's lines were recognised as; undefined while none was. */
  get format(): FormatName | undefined {
    return this.#format?.name;
  }

  /** Whether pieces of a line wait for the rest. */
  get hasPartialLine(): boolean {
    return this.#pieces.waiting > 0;
  }

  /** Whether pieces wait that are in an earlier file. */
  get hasInheritedPartialLine(): boolean {
    return this.#pieces.hasInherited;
  }

  /** Byte offset in the current file from which reading would have to resume, if all records so far were settled. */
  get resumeOffset(): number {
    return this.#pieces.resumeOffset(this.#nextOffset);
  }

  /** What it takes to continue from `resumeOffset` as if decoding had not stopped, when all that was decoded is settled. */
  get lineState(): LineState | undefined {
    return this.#pieces.lineState(this.#nextOffset, this.#skipping ? { openLine: 'cut' } : openLineOf(this.#shipped));
  }

  /** Goes on in another file, where pieces continue waiting; returns the last offset that may be one of theirs. */
  beginFile(offset: number, state: LineState = {}): number {
    this.#skipping = state.openLine === 'cut';
    this.#shipped = shippedHalfOf(state);
    this.#nextOffset = offset;
    return this.#pieces.beginFile(offset);
  }

  /**
   * Decodes the whole lines in the block's bytes `[start, end)`, which are at `offset` of the file, and returns the
   * index of the first byte that was not taken: that of a half line at the end, or of the next line when the block
   * is full.
   */
  decode(start: number, end: number, offset: number): number {
    const { block } = this.#context;
    this.#begin();
    let at = this.#afterShippedPart(start, end, offset - start);
    const linesEnd = at < end ? block.bytes.lastIndexOf(NEWLINE, end - 1) + 1 : at;
    if (linesEnd > at) {
      const lines = block.bytes.subarray(at, linesEnd);
      this.#valid = isUtf8(lines);
      this.#hasNuls = lines.includes(NUL);
      while (at < linesEnd && block.count < block.capacity) {
        at =
          this.#format === undefined
            ? this.#recognise(at, offset - start)
            : this.#decodeLines(this.#format, at, linesEnd, offset - start);
      }
    }
    this.#nextOffset = at + offset - start;
    return at;
  }

  /**
   * Takes the half line in the block's bytes `[start, end)`, for which no newline came in time, or will ever come. The
   * block must have room for one record.
   *
   * @param isLast whether its rest will never come; else it is left, and false is returned, where a container runtime's line is
   *   not there as far as its text, so that nothing of it is worth shipping
   */
  decodeHalfLine(start: number, end: number, offset: number, isLast = true): boolean {
    if (start === end) return true;
    this.#begin();
    if (
      !isLast &&
      !this.#skipping &&
      this.#shipped === undefined &&
      isWorthless(this.#context, this.#format?.name, this.#source, start, end)
    )
      return false;
    this.#nextOffset = offset + end - start;
    if (this.#skipping) this.#context.counters.truncatedBytes += end - start;
    else if (this.#shipped === undefined) this.#takeUnended(start, end, offset, RecordFlag.partial);
    else this.#records.addRest(this.#shipped, this.#source, start, end, offset, this.#nextOffset);
    return true;
  }

  /**
   * Takes a line that is longer than what may be read at once: its beginning is in `[start, end)`, or more of one
   * that was cut before reading stopped; the rest is thrown away as it comes. The block must have room for one record.
   */
  decodeLineTooLong(start: number, end: number, offset: number): void {
    this.#begin();
    this.#nextOffset = offset + end - start;
    if (this.#skipping) this.#context.counters.truncatedBytes += end - start;
    else this.#takeUnended(start, end, offset, RecordFlag.truncated);
    this.#skipping = true;
    this.#shipped = undefined;
  }

  /**
   * Ships the pieces to which none was added since `before` (in the clock's milliseconds; all, when it is left out),
   * marked as partial. The block must have room for two records.
   */
  flushPartialLines(before = Number.POSITIVE_INFINITY): void {
    this.#begin();
    for (const [stream, pieces] of this.#pieces.waitingSince(before)) {
      this.#records.addPieces(pieces, stream | RecordFlag.partial, this.#nextOffset);
    }
  }

  /** What was taken so far is what an earlier podtail took: forgets the pieces that it had shipped. */
  forgetSettled(settled: SettledLines): void {
    this.#pieces.forgetSettled(settled, this.#nextOffset);
  }

  #begin(): void {
    this.#context.block.source = this.#source;
    this.#records.readTime.clear();
  }

  /** Index just past what is left of a line that was cut, or of one whose beginning was shipped before its newline came. */
  #afterShippedPart(start: number, end: number, delta: number): number {
    const { block, counters } = this.#context;
    const shipped = this.#shipped;
    if (start === end || (shipped === undefined && !this.#skipping)) return start;
    const newline = block.bytes.subarray(start, end).indexOf(NEWLINE);
    if (shipped !== undefined) {
      if (newline < 0) return start;
      this.#shipped = undefined;
      if (newline === 0) return start + 1;
      if (shipped.stream === 0) return start;
      const next = start + newline + 1;
      this.#records.addRest(shipped, this.#source, start, start + newline, start + delta, next + delta);
      return next;
    }
    this.#skipping = newline < 0;
    counters.truncatedBytes += newline < 0 ? end - start : newline;
    return newline < 0 ? end : start + newline + 1;
  }

  /** The fast path: no object, no call into the system and no copy for a line of the usual shape. */
  #decodeLines(format: LineFormat, start: number, end: number, delta: number): number {
    const { block, maxLineBytes } = this.#context;
    this.#prepareScan(format);
    let at = start;
    while (at < end && block.count < block.capacity) {
      const isUsual = this.#valid && !this.#hasNuls && this.#pieces.waiting === 0;
      if (isUsual) at = format.scanLines(at, end, delta, maxLineBytes);
      if (at < end && block.count < block.capacity) at = this.#takeLine(format, at, delta);
    }
    return at;
  }

  /** Takes any one line, and returns the index just past its newline. */
  #takeLine(format: LineFormat, from: number, delta: number): number {
    const start = skipNuls(this.#context, from, delta, format.name !== 'raw');
    const next = format.scan(start);
    if (next < 0) return this.#takeOddLine(format, start, delta);
    this.#takeScanned(format.messageFlags, start + delta, next + delta);
    return next;
  }

  /** Lines of the raw format have no time of their own, so that their scan leaves this one. */
  #prepareScan(format: LineFormat): void {
    format.prepare();
    if (format.name === 'raw') this.#records.readTime.put(this.#context);
  }

  /** Takes what a scan or a parse left in the shared line: a message, a piece, or the rest of a line. */
  #takeScanned(flags: number, offset: number, nextOffset: number): void {
    const { block, counters, now } = this.#context;
    const { line } = this.#context.scanner;
    const pieces = this.#pieces.of(line.stream);
    if (pieces.waiting && this.#records.isOtherLine(pieces, flags)) this.#records.addUnended(pieces, offset);
    if (line.complete && !pieces.waiting) {
      this.#records.add(line.stream | flags, offset, nextOffset);
      return;
    }
    if (!pieces.waiting) {
      const time = block.bytes.subarray(line.timeStart, line.timeEnd);
      pieces.begin(offset, this.#pieces.resumePlace(offset), time, (flags & RecordFlag.escaped) !== 0);
      this.#pieces.waiting++;
    }
    counters.truncatedBytes += pieces.add(block.bytes, line.messageStart, line.messageEnd, offset, now());
    if (line.complete) this.#records.addPieces(pieces, line.stream | flags, nextOffset);
  }

  /** Takes a line that has not the format's usual shape, and returns the index just past its newline. */
  #takeOddLine(format: LineFormat, start: number, delta: number): number {
    const { block } = this.#context;
    const { line } = this.#context.scanner;
    const end = block.bytes.indexOf(NEWLINE, start);
    const parsed = format.parse(block.bytes.subarray(start, end));
    if (parsed === undefined) {
      this.#records.addRaw(start, end, RecordFlag.malformed, start + delta, end + 1 + delta);
      return end + 1;
    }
    line.stream = parsed.stream;
    line.complete = parsed.complete;
    line.timeStart = putScratch(block, parsed.time);
    line.timeEnd = line.timeStart + parsed.time.length;
    line.messageStart = putScratch(block, parsed.message);
    line.messageEnd = line.messageStart + parsed.message.length;
    this.#takeScanned(format.messageFlags, start + delta, end + 1 + delta);
    return end + 1;
  }

  /** Detects the format of the source from one line; ships the line raw if it does not show it. */
  #recognise(from: number, delta: number): number {
    const { block } = this.#context;
    const start = skipNuls(this.#context, from, delta, this.#source.writtenByRuntime);
    const end = block.bytes.indexOf(NEWLINE, start);
    const name = recogniseLine(this.#context, start, end);
    if (name !== undefined) {
      this.#format = createLineFormat(name, this.#context);
      return start;
    }
    this.#records.addRaw(start, end, unrecognisedFlag(this.#source), start + delta, end + 1 + delta);
    this.#linesUnrecognised++;
    const isPlain = !this.#source.writtenByRuntime && this.#linesUnrecognised >= LINES_UNTIL_RAW;
    if (isPlain) this.#format = createLineFormat('raw', this.#context);
    return end + 1;
  }

  /** Takes a line without its newline, or the beginning of one that is too long. */
  #takeUnended(start: number, end: number, offset: number, flag: number): void {
    const { block } = this.#context;
    const nextOffset = offset + end - start;
    // Scans end at a newline, so one is lent to them.
    const behind = block.bytes[end]!;
    block.bytes[end] = NEWLINE;
    const name = this.#format?.name ?? recogniseLine(this.#context, start, end);
    const format = name === undefined ? undefined : createLineFormat(name, this.#context);
    if (format !== undefined) this.#prepareScan(format);
    if (format !== undefined && format.scan(start) === end + 1) {
      // Docker's JSON says itself that it is whole.
      const isWhole = name === 'docker';
      const { line } = this.#context.scanner;
      const time = Buffer.from(block.bytes.subarray(line.timeStart, line.timeEnd));
      this.#shipped = isWhole || name === 'raw' ? UNKNOWN_HALF : { stream: line.stream, time, isPiece: !line.complete };
      this.#takeScanned(format.messageFlags | (isWhole ? 0 : flag), offset, nextOffset);
    } else {
      this.#shipped = UNKNOWN_HALF;
      const malformed = format === undefined ? unrecognisedFlag(this.#source) : RecordFlag.malformed;
      this.#records.addRaw(start, end, malformed | flag, offset, nextOffset);
    }
    block.bytes[end] = behind;
  }
}
