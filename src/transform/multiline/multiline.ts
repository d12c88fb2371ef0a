import { copyRow, type RecordBlock, RecordFlag, STREAM_FLAGS, shiftRows } from '../../record/record-block.js';
import { type HeldLine, holdLine, putRecord } from '../held-line.js';
import type { MultilineSettings } from '../settings.js';
import type { BlockOrigin, Holding, Transform, TransformContext } from '../transform.js';
import type { LineRule } from './line-rule.js';
import { LineText } from './line-text.js';
import { addLine, type OpenRecord, openRecord } from './open-record.js';
import { RecordBegins } from './record-begins.js';
import { RecordStarts } from './record-starts.js';

/** The bits that part the streams. */
const STREAMS = STREAM_FLAGS + 1;

export type MultilineLimits = Pick<MultilineSettings, 'timeout' | 'maxBytes' | 'maxLines'>;

/** What happens to the record of one stream, and to the lines that it proved not to have. */
interface Stream {
  open: OpenRecord | undefined;
  /** Lines that are about to be taken again, oldest first. */
  readonly retaken: HeldLine[];
  /** What its records begin with. */
  readonly starts: RecordStarts;
}

/**
 * Joins lines of each stream to records, as the rule says. What may continue is held until a line comes that does not
 * belong to it, or none in time; a record that grows too large is shipped as `partial`, and its rest as another one.
 * A line that is alone, which are most, stays where it is.
 */
export class Multiline implements Transform, Holding {
  readonly holding: Holding = this;
  readonly #rule: LineRule;
  readonly #limits: MultilineLimits;
  readonly #context: Pick<TransformContext, 'now'>;
  readonly #streams: readonly Stream[] = Array.from({ length: STREAMS }, () => ({
    open: undefined,
    retaken: [],
    starts: new RecordStarts(),
  }));
  readonly #line = new LineText();
  /** By each row, 1 where it may be in a record with others. */
  #marks = new Uint8Array(0);
  readonly #recordBegins: RecordBegins;
  readonly #startsOf = (stream: number): RecordStarts => this.#streams[stream]!.starts;
  /** How many rows were written. */
  #to = 0;
  /** The resume offset of all rows that were taken. */
  #upTo = 0;

  constructor(rule: LineRule, limits: MultilineLimits, context: Pick<TransformContext, 'now'>) {
    this.#rule = rule;
    this.#limits = limits;
    this.#context = context;
    this.#recordBegins = new RecordBegins(rule);
  }

  get isWaiting(): boolean {
    return this.#streams.some(({ open }) => open !== undefined);
  }

  get holdsEarlier(): boolean {
    return this.#heldLines().some(({ isEarlier }) => isEarlier);
  }

  resumeOffset(next: number): number {
    let oldest = next;
    for (const { open, retaken } of this.#streams) {
      if (open !== undefined) oldest = Math.min(oldest, open.lines[0]!.start);
      if (retaken.length > 0) oldest = Math.min(oldest, retaken[0]!.start);
    }
    return oldest;
  }

  beginFile(offset: number, lastInherited: number): number {
    // Each of these may be shipped by itself, as a record of the file that begins: where no line of it begins.
    let last = lastInherited;
    for (const { open, retaken } of this.#streams) {
      const lines = [...(open?.lines ?? []), ...retaken];
      lines.forEach((line, index) => {
        if (index === 0 || index >= (open?.sure ?? 0)) last++;
        line.offset = last;
        line.start = offset;
        line.isEarlier = true;
      });
    }
    return last;
  }

  readonly apply = (block: RecordBlock, { resumeBefore, fromEarlier }: BlockOrigin): void => {
    // Each of these may come to be before the block's first row.
    const held = this.#heldLines().length;
    if (held > 0) shiftRows(block, held);
    const isAnyMarked = this.#markRows(block, held);
    if (!isAnyMarked && held === 0 && !this.#learn(block)) return;
    this.#to = 0;
    this.#upTo = resumeBefore;
    for (let row = held; row < block.count; row++) {
      // Read before anything is written to this row.
      const resumeOffset = block.resumeOffset[row]!;
      const isTaken = this.#take(block, row, fromEarlier);
      this.#upTo = resumeOffset;
      if (isTaken) continue;
      if (row !== this.#to) copyRow(block, row, this.#to);
      block.resumeOffset[this.#to] = this.resumeOffset(resumeOffset);
      this.#to++;
    }
    block.count = this.#to;
  };

  flush(block: RecordBlock, resumeOffset: number, everything: boolean): void {
    const before = this.#context.now() - this.#limits.timeout;
    this.#to = block.count;
    this.#upTo = resumeOffset;
    const overdue = this.#streams.filter(({ open }) => open !== undefined && (everything || open.since <= before));
    overdue.sort((one, other) => one.open!.lines[0]!.start - other.open!.lines[0]!.start);
    for (const stream of overdue) {
      while (stream.open !== undefined) {
        this.#close(block, stream, stream.open, stream.open.state.isIncomplete);
        this.#retake(block, stream);
      }
    }
    block.count = this.#to;
  }

  /** Takes a row into a record that is open, or opens one with it; false where it is a record by itself. */
  #take(block: RecordBlock, row: number, fromEarlier: boolean): boolean {
    const flags = block.flags[row]!;
    // What no runtime wrote belongs to no stream.
    if ((flags & RecordFlag.malformed) !== 0) return false;
    const stream = this.#streams[flags & STREAM_FLAGS]!;
    if (stream.open !== undefined) {
      const line = this.#hold(block, row, fromEarlier);
      if (this.#continue(block, stream, line)) return true;
    }
    const isMarked = this.#marks[row] !== 0;
    const state = isMarked ? this.#recordBegins.at(block, row, stream.starts) : undefined;
    if (state !== undefined) {
      stream.open = openRecord(this.#hold(block, row, fromEarlier), state, this.#context.now(), false);
      return true;
    }
    if (this.#rule.learns && (isMarked || stream.starts.isLearning)) {
      stream.starts.observe(this.#line.ofRow(block, row).plain);
    }
    return false;
  }

  /**
   * Copies a row. To have it again, reading has to resume where the records of other streams begin that are open now: a
   * part of each alone would be another record.
   */
  #hold(block: RecordBlock, row: number, fromEarlier: boolean): HeldLine {
    return holdLine(block, row, this.resumeOffset(this.#upTo), fromEarlier);
  }

  /** Adds a line to the stream's record, or else closes that; false where the line belongs to no open record. */
  #continue(block: RecordBlock, stream: Stream, line: HeldLine): boolean {
    while (stream.open !== undefined) {
      if (this.#add(block, stream, stream.open, line)) return true;
      this.#close(block, stream, stream.open, false);
      this.#retake(block, stream);
    }
    return false;
  }

  #add(block: RecordBlock, stream: Stream, open: OpenRecord, line: HeldLine): boolean {
    const isOfSameKind = ((open.lines[0]!.flags ^ line.flags) & RecordFlag.escaped) === 0;
    const text = this.#line.of(line.text, 0, line.text.length, line.flags);
    const state = isOfSameKind ? this.#rule.next(open.state, text, stream.starts) : undefined;
    if (state === undefined) return false;
    const isFull = open.lines.length >= this.#limits.maxLines || open.bytes + line.text.length > this.#limits.maxBytes;
    if (!isFull) return addLine(open, line, state, this.#context.now());
    if (state.isTentative) return false;
    stream.open = openRecord(line, state, this.#context.now(), true);
    this.#put(block, stream, open.lines, true);
    return true;
  }

  /** Ships the lines that are the record's; the others are to be taken again. */
  #close(block: RecordBlock, stream: Stream, open: OpenRecord, isIncomplete: boolean): void {
    stream.open = undefined;
    stream.retaken.unshift(...open.lines.splice(open.sure));
    if (this.#rule.learns && open.lines.length > 1 && this.#rule.isPlain?.(open.state))
      stream.starts.observeContinued();
    this.#put(block, stream, open.lines, isIncomplete || open.isRest);
  }

  /** Takes lines as if they came only now. */
  #retake(block: RecordBlock, stream: Stream): void {
    for (let line = stream.retaken[0]; line !== undefined; line = stream.retaken[0]) {
      if (stream.open !== undefined) {
        const isAdded = this.#add(block, stream, stream.open, line);
        if (isAdded) stream.retaken.shift();
        else this.#close(block, stream, stream.open, false);
        continue;
      }
      const text = this.#line.of(line.text, 0, line.text.length, line.flags);
      const state = this.#rule.begin(text, stream.starts, stream.retaken.length === 1);
      stream.retaken.shift();
      if (state === undefined) this.#put(block, stream, [line], false);
      else stream.open = openRecord(line, state, this.#context.now(), false);
    }
  }

  #put(block: RecordBlock, stream: Stream, lines: readonly HeldLine[], partial: boolean): void {
    if (this.#rule.learns) {
      const { text, flags } = lines[0]!;
      const first = this.#line.of(text, 0, text.length, flags).plain;
      if (lines.length === 1) stream.starts.observe(first);
      else stream.starts.observeJoined(first);
    }
    putRecord(block, this.#to++, lines, partial, this.resumeOffset(this.#upTo));
  }

  #heldLines(): HeldLine[] {
    return this.#streams.flatMap(({ open, retaken }) => [...(open?.lines ?? []), ...retaken]);
  }

  /** Marks the rows that may be in a record with others; says whether there are any. */
  #markRows(block: RecordBlock, from: number): boolean {
    if (this.#marks.length < block.count) this.#marks = new Uint8Array(block.count * 2);
    else this.#marks.fill(0, 0, block.count);
    const isAny = this.#rule.mark(block, from, this.#marks);
    return this.#recordBegins.markLastRows(block, from, this.#marks, this.#startsOf) || isAny;
  }

  /** Looks at some lines of a block that has nothing to be joined; says whether all are to be looked at. */
  #learn(block: RecordBlock): boolean {
    if (!this.#rule.learns) return false;
    for (let row = 0; row < Math.min(SAMPLED, block.count); row++) {
      const { starts } = this.#streams[block.flags[row]! & STREAM_FLAGS]!;
      if (starts.isLearning) return true;
      starts.observe(this.#line.ofRow(block, row).plain);
    }
    return false;
  }
}

/** Lines of a block that are looked at once a stream is known. */
const SAMPLED = 2;
