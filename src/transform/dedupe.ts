import type { Expression } from '../expression/expression.js';
import { createTimeReader } from '../format/time-reader.js';
import { copyRow, putScratch, type RecordBlock, RecordFlag, STREAM_FLAGS, shiftRows } from '../record/record-block.js';
import { compiled } from './compiled.js';
import { type HeldLine, holdLine, putRecord } from './held-line.js';
import { memberNames } from './json/member-names.js';
import { addMembers } from './message-text.js';
import { repeatKey } from './repeat-key.js';
import type { DedupeSettings } from './settings.js';
import type { BlockOrigin, Holding, Transform, TransformContext } from './transform.js';

/** Most known messages of a container, and most characters of them. */
const MOST_MESSAGES = 256;
const MOST_CHARACTERS = 64 * 1024;
/** A longer message never counts as a repeat. */
const LONGEST_MESSAGE = 4096;
/** Parts of lines are not compared with whole lines. */
const CUT_FLAGS = RecordFlag.partial | RecordFlag.truncated;
const STREAMS = STREAM_FLAGS + 1;
/** The field with the number of repeats. The second name is used if the record has a field with the first one. */
const COUNT_FIELDS = ['repeats', 'podtail_repeats'];

/** A message, from its first record to the end of its window. */
interface KnownMessage {
  readonly key: string;
  /** The time of the first record, in milliseconds since 1970. */
  readonly time: number;
  /** When it arrived, in milliseconds of the clock. */
  readonly since: number;
  /** The first repeat, with the offset of the latest one. Undefined if there is none. */
  repeat: HeldLine | undefined;
  repeats: number;
}

/**
 * Passes on the first record of a message at once, and joins all its repeats within the window to one record with their
 * number. The window counts the times of the records, so that old lines do not count as repeats only because they are
 * read fast. If nothing more comes, the clock ends it. Repeats are not settled before their record is, so a crash loses
 * nothing.
 *
 * The record of the repeats comes after the records that arrived in the meantime, and has the latest time of its
 * stream. So order is kept.
 */
export class Dedupe implements Transform, Holding {
  readonly holding: Holding = this;
  readonly #window: number;
  readonly #by: readonly string[] | undefined;
  readonly #ignore: Expression | undefined;
  readonly #context: Pick<TransformContext, 'now' | 'wallTime' | 'countDropped' | 'fieldNames'>;
  readonly #reader = createTimeReader();
  /** Known messages, oldest first. */
  readonly #known = new Map<string, KnownMessage>();
  #characters = 0;
  /** Messages without a repeat, oldest first. They are forgotten before others. */
  readonly #single = new Set<KnownMessage>();
  /** Messages with repeats, in the order of their first repeats, which is the order of their resume offsets. */
  readonly #waiting = new Set<KnownMessage>();
  /** By stream: the text of the time of its latest row before this block. */
  readonly #latestTimes: (Buffer | undefined)[] = Array.from({ length: STREAMS });
  /** By stream: the position of the time of its latest row in this block's bytes. -1 if there is none. */
  readonly #timeStart = new Int32Array(STREAMS).fill(-1);
  readonly #timeEnd = new Int32Array(STREAMS);
  /** The number of rows written. */
  #to = 0;
  /** The resume offset of all taken rows. */
  #upTo = 0;

  constructor(
    { window, by, ignore }: DedupeSettings,
    context: Pick<TransformContext, 'now' | 'wallTime' | 'countDropped' | 'fieldNames'>,
  ) {
    this.#window = window;
    this.#by = by;
    this.#ignore = ignore === undefined ? undefined : compiled(ignore);
    this.#context = context;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  get holdsEarlier(): boolean {
    for (const { repeat } of this.#waiting) if (repeat!.isEarlier) return true;
    return false;
  }

  resumeOffset(next: number): number {
    for (const { repeat } of this.#waiting) return Math.min(next, repeat!.start);
    return next;
  }

  beginFile(offset: number, lastInherited: number): number {
    let last = lastInherited;
    for (const { repeat } of this.#waiting) {
      repeat!.offset = ++last;
      repeat!.start = offset;
      repeat!.isEarlier = true;
    }
    return last;
  }

  readonly apply = (block: RecordBlock, { resumeBefore, fromEarlier }: BlockOrigin): void => {
    // The record of each of these may come before the first row of the block.
    const held = this.#waiting.size;
    if (held > 0) shiftRows(block, held);
    this.#to = 0;
    this.#upTo = resumeBefore;
    for (let row = held; row < block.count; row++) {
      // Must be read before the row is overwritten.
      const resumeOffset = block.resumeOffset[row]!;
      const time = this.#timeOf(block, row);
      this.#endWindows(block, time);
      this.#noteTime(block, row);
      const isRepeat = this.#take(block, row, time, fromEarlier);
      this.#upTo = resumeOffset;
      if (isRepeat) continue;
      if (row !== this.#to) copyRow(block, row, this.#to);
      block.resumeOffset[this.#to] = this.resumeOffset(resumeOffset);
      this.#to++;
    }
    block.count = this.#to;
    this.#keepTimes(block);
  };

  flush(block: RecordBlock, resumeOffset: number, everything: boolean): void {
    const before = this.#context.now() - this.#window;
    this.#to = block.count;
    this.#upTo = resumeOffset;
    for (const message of [...this.#waiting]) if (everything || message.since <= before) this.#end(block, message);
    block.count = this.#to;
  }

  /** The time of a row, in milliseconds since 1970. */
  #timeOf(block: RecordBlock, row: number): number {
    const isTime = this.#reader.read(block.bytes, block.timeStart[row]!, block.timeEnd[row]!);
    return isTime ? this.#reader.time.seconds * 1000 + this.#reader.time.nanos / 1e6 : this.#context.wallTime();
  }

  /** Notes the time of a row as the latest one of its stream. */
  #noteTime(block: RecordBlock, row: number): void {
    const stream = block.flags[row]! & STREAM_FLAGS;
    this.#timeStart[stream] = block.timeStart[row]!;
    this.#timeEnd[stream] = block.timeEnd[row]!;
  }

  /**
   * Ends the windows that do not contain a record of that time. A record far before a window, after a clock was set
   * back, is not in it either.
   */
  #endWindows(block: RecordBlock, time: number): void {
    for (const message of this.#known.values()) {
      if (Math.abs(time - message.time) < this.#window) return;
      this.#end(block, message);
    }
  }

  /** Returns whether a row is a repeat, and counts it. Otherwise its message is known from now on. */
  #take(block: RecordBlock, row: number, time: number, fromEarlier: boolean): boolean {
    const length = block.messageEnd[row]! - block.messageStart[row]!;
    if ((block.flags[row]! & CUT_FLAGS) !== 0 || length > LONGEST_MESSAGE) return false;
    const key = repeatKey(block, row, this.#by, this.#ignore);
    const message = this.#known.get(key);
    if (message !== undefined && Math.abs(time - message.time) < this.#window) {
      this.#count(block, row, message, fromEarlier);
      return true;
    }
    if (message !== undefined) this.#end(block, message);
    this.#makeRoom(block, key);
    const known: KnownMessage = { key, time, since: this.#context.now(), repeat: undefined, repeats: 0 };
    this.#known.set(key, known);
    this.#single.add(known);
    this.#characters += key.length;
    return false;
  }

  #makeRoom(block: RecordBlock, { length }: string): void {
    for (const messages of [this.#single, this.#waiting]) {
      for (const oldest of messages) {
        if (this.#known.size < MOST_MESSAGES && this.#characters + length <= MOST_CHARACTERS) return;
        this.#end(block, oldest);
      }
    }
  }

  #count(block: RecordBlock, row: number, message: KnownMessage, fromEarlier: boolean): void {
    message.repeats++;
    if (message.repeat === undefined) {
      message.repeat = holdLine(block, row, this.resumeOffset(this.#upTo), fromEarlier);
      this.#single.delete(message);
      this.#waiting.add(message);
      return;
    }
    // The one remaining repeat has an offset of its own, and settles all of them.
    message.repeat.offset = block.offset[row]!;
    this.#context.countDropped('deduplicated', 1);
  }

  /** Forgets a message, and ships the record of its repeats. */
  #end(block: RecordBlock, message: KnownMessage): void {
    const { key, repeat, repeats } = message;
    this.#known.delete(key);
    this.#single.delete(message);
    this.#characters -= key.length;
    if (repeat === undefined) return;
    this.#waiting.delete(message);
    const row = this.#to++;
    putRecord(block, row, [repeat], false, this.resumeOffset(this.#upTo));
    this.#putLatestTime(block, row, repeat.flags & STREAM_FLAGS);
    if (repeats > 1) addMembers(block, row, Buffer.from(`"${this.#countField(block, row)}":${repeats},`));
  }

  #putLatestTime(block: RecordBlock, row: number, stream: number): void {
    const start = this.#timeStart[stream]!;
    const kept = this.#latestTimes[stream];
    if (start >= 0) {
      block.timeStart[row] = start;
      block.timeEnd[row] = this.#timeEnd[stream]!;
    } else if (kept !== undefined) {
      block.timeStart[row] = putScratch(block, kept);
      block.timeEnd[row] = block.scratchEnd;
    }
  }

  #countField(block: RecordBlock, row: number): string {
    const taken = memberNames(block, row);
    return (
      COUNT_FIELDS.find((name) => !taken.includes(name) && !this.#context.fieldNames.has(name)) ?? COUNT_FIELDS[1]!
    );
  }

  /** Copies the latest times of the streams, before the block is filled again. */
  #keepTimes({ bytes }: RecordBlock): void {
    for (let stream = 0; stream < STREAMS; stream++) {
      const start = this.#timeStart[stream]!;
      if (start >= 0 && this.isWaiting) {
        this.#latestTimes[stream] = Buffer.from(bytes.subarray(start, this.#timeEnd[stream]!));
      }
      this.#timeStart[stream] = -1;
    }
  }
}
