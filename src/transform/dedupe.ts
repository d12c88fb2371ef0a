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

/** What is known of a container's messages: so many at most, and so many characters of theirs. */
const MOST_MESSAGES = 256;
const MOST_CHARACTERS = 64 * 1024;
/** A longer message is never taken for a repeat. */
const LONGEST_MESSAGE = 4096;
/** A part of a line need not be what another one's whole is. */
const CUT_FLAGS = RecordFlag.partial | RecordFlag.truncated;
const STREAMS = STREAM_FLAGS + 1;
/** The field with the number of lines that a record stands for; the other one where a record has such a field of its own. */
const COUNT_FIELDS = ['repeats', 'podtail_repeats'];

/** A message, from its first record to the end of its window. */
interface KnownMessage {
  readonly key: string;
  /** The first record's time, in milliseconds since 1970. */
  readonly time: number;
  /** When it came, in milliseconds of the clock. */
  readonly since: number;
  /** The first repeat, with the offset of the latest one; undefined where there is none. */
  repeat: HeldLine | undefined;
  repeats: number;
}

/**
 * Lets the first record of a message continue at once, and makes all its repeats within the window one record with their
 * number. The window is one of the records' own times, so that old lines are not taken for repeats since they are read
 * fast; where nothing more comes, it ends by the clock. The repeats are not settled before their record is, so that
 * nothing is lost in a crash.
 *
 * That record comes behind those that came meanwhile, and has the time of the latest of its stream: the order is kept.
 */
export class Dedupe implements Transform, Holding {
  readonly holding: Holding = this;
  readonly #window: number;
  readonly #by: readonly string[] | undefined;
  readonly #ignore: Expression | undefined;
  readonly #context: Pick<TransformContext, 'now' | 'wallTime' | 'countDropped' | 'fieldNames'>;
  readonly #reader = createTimeReader();
  /** The oldest first. */
  readonly #known = new Map<string, KnownMessage>();
  #characters = 0;
  /** Those without a repeat, the oldest first: they are forgotten before others. */
  readonly #single = new Set<KnownMessage>();
  /** Those that have repeats, in the order of their first ones, and so of where reading would have to resume. */
  readonly #waiting = new Set<KnownMessage>();
  /** By stream, the time text of its latest row before this block; of the streams of what waits. */
  readonly #latestTimes: (Buffer | undefined)[] = Array.from({ length: STREAMS });
  /** By stream, where in this block's bytes the time text of its latest row is; -1 while there is none. */
  readonly #timeStart = new Int32Array(STREAMS).fill(-1);
  readonly #timeEnd = new Int32Array(STREAMS);
  /** How many rows were written. */
  #to = 0;
  /** The resume offset of all rows that were taken. */
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
    // The record of each of these may come to be before the block's first row.
    const held = this.#waiting.size;
    if (held > 0) shiftRows(block, held);
    this.#to = 0;
    this.#upTo = resumeBefore;
    for (let row = held; row < block.count; row++) {
      // Read before anything is written to this row.
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

  /** In milliseconds since 1970. */
  #timeOf(block: RecordBlock, row: number): number {
    const isTime = this.#reader.read(block.bytes, block.timeStart[row]!, block.timeEnd[row]!);
    return isTime ? this.#reader.time.seconds * 1000 + this.#reader.time.nanos / 1e6 : this.#context.wallTime();
  }

  /** A row's time is the latest of its stream. */
  #noteTime(block: RecordBlock, row: number): void {
    const stream = block.flags[row]! & STREAM_FLAGS;
    this.#timeStart[stream] = block.timeStart[row]!;
    this.#timeEnd[stream] = block.timeEnd[row]!;
  }

  /** Ends the windows that a record of that time is not in; one that is far before, as clocks are set back, is in none. */
  #endWindows(block: RecordBlock, time: number): void {
    for (const message of this.#known.values()) {
      if (Math.abs(time - message.time) < this.#window) return;
      this.#end(block, message);
    }
  }

  /** Whether a row is a repeat, which is counted; else its message is known from now on. */
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
    // Only one of the repeats is left, whose offset no other record has: it settles them all.
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

  /** Copies the times of the streams' latest rows, as the block is about to be filled again. */
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
