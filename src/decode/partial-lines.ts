import { cutJsonText, cutText, jsonTextLength } from './truncate.js';

const NOTHING = Buffer.alloc(0);

/** From where reading has to resume. */
export interface ResumePlace {
  /** Byte offset in the physical file. */
  readonly offset: number;
  /** Whether it is in an earlier file, and `offset` where this one begins. */
  readonly isInherited: boolean;
}

/**
 * The pieces of one line of one stream that wait for the line's end. Docker splits a line after 16 KiB of what the
 * container wrote, CRI runtimes after 4 to 16 KiB; only the last piece says that the line is complete.
 */
export class PartialLines {
  /** Whether a line has begun; nothing else here means anything while it is false. */
  waiting = false;
  /** Byte offset of the first piece's line in the physical file; where the file begins if that is in an earlier one. */
  offset = 0;
  /**
   * Byte offset in the physical file from which reading has to resume while the line waits: the first piece's, or that of
   * a line of the other stream whose pieces are mixed with this one's, for of that one too all pieces have to be read.
   */
  resumeOffset = 0;
  /** Whether reading has to resume in an earlier file of the chain: there the first piece is, or that of the other line. */
  isInherited = false;
  /** Byte offset of the latest piece's line in the physical file that it is in. */
  latestOffset = 0;
  /** The first piece's time: ASCII. */
  time: Buffer = NOTHING;
  /** When the latest piece came, in milliseconds of the decoder's clock. */
  since = 0;
  /** Whether the text is the inside of a JSON string. */
  escaped = false;
  /** Whether the line grew past the limit, so that bytes were thrown away. */
  truncated = false;

  readonly #maxLineBytes: number;
  #buffer: Buffer = NOTHING;
  #length = 0;
  /** Bytes of the text that `#buffer` stands for: fewer than `#length` where it is escaped. */
  #textBytes = 0;

  /** @param maxLineBytes how many bytes of a line's text are kept */
  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The text so far. */
  get text(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Begins a line, before its first piece is added. */
  begin(offset: number, from: ResumePlace, time: Buffer, escaped: boolean): void {
    this.waiting = true;
    this.isInherited = from.isInherited;
    this.offset = offset;
    this.resumeOffset = from.offset;
    this.time = Buffer.from(time);
    this.escaped = escaped;
    this.truncated = false;
  }

  /**
   * Adds `bytes[start, end)`, whose line is at `offset` of its file and was read at `now`, and returns how many of
   * these bytes were thrown away.
   */
  add(bytes: Buffer, start: number, end: number, offset: number, now: number): number {
    this.latestOffset = offset;
    this.since = now;
    if (this.truncated) return end - start;
    const room = this.#maxLineBytes - this.#textBytes;
    const cut = this.escaped ? cutJsonText(bytes, start, end, room) : cutText(bytes, start, end, room);
    this.#textBytes += this.escaped ? jsonTextLength(bytes, start, cut) : cut - start;
    this.truncated = cut < end;
    this.#reserve(cut - start);
    bytes.copy(this.#buffer, this.#length, start, cut);
    this.#length += cut - start;
    return end - cut;
  }

  /** Forgets the line and its memory. */
  clear(): void {
    this.waiting = false;
    this.time = NOTHING;
    this.#buffer = NOTHING;
    this.#length = 0;
    this.#textBytes = 0;
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
