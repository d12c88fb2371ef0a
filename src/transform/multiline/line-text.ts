import { MOST_ESCAPED_BYTES } from '../../format/json-text.js';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { unescapeJson } from '../message-text.js';

const BACKSLASH = 0x5c;
/** How much of a line the built-in rules look at, in bytes. */
const HEAD_BYTES = 2048;

/** ECMA-48's SGR, which sets colours. */
const COLOUR = /\x1b\[[0-9;:]*m/g;

/** The message of one line, whose text is made only when it is asked for. One such object serves many lines. */
export class LineText {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #isEscaped = false;
  #head: string | undefined;
  #text: string | undefined;
  #plain: string | undefined;

  /** Looks at the message of a row. */
  ofRow(block: RecordBlock, row: number): this {
    return this.of(block.bytes, block.messageStart[row]!, block.messageEnd[row]!, block.flags[row]!);
  }

  /** Looks at the message in `bytes[start, end)` of a record with such flags. */
  of(bytes: Buffer, start: number, end: number, flags: number): this {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#isEscaped = (flags & (RecordFlag.escaped | RecordFlag.verbatim)) === RecordFlag.escaped;
    this.#head = undefined;
    this.#text = undefined;
    this.#plain = undefined;
    return this;
  }

  /** All of it. */
  get text(): string {
    this.#text ??= this.#read(this.#end);
    return this.#text;
  }

  /** So much of it that an expression can look at which goes no farther than `reach` characters; all, for undefined. */
  within(reach: number | undefined): string {
    if (reach === undefined) return this.text;
    const most = this.#start + (reach + 2) * MOST_ESCAPED_BYTES;
    return this.#end <= most ? this.text : this.#read(this.#beforeEscape(most));
  }

  /** Its beginning, without a carriage return at the end. */
  get head(): string {
    if (this.#head !== undefined) return this.#head;
    const most = this.#start + HEAD_BYTES;
    const head = this.#end <= most ? this.text : this.#read(this.#beforeEscape(most));
    this.#head = head.endsWith('\r') ? head.slice(0, -1) : head;
    return this.#head;
  }

  /** Its beginning, without the colours of a terminal. */
  get plain(): string {
    if (this.#plain === undefined) {
      const { head } = this;
      this.#plain = head.includes('\x1b') ? head.replaceAll(COLOUR, '') : head;
    }
    return this.#plain;
  }

  #read(end: number): string {
    const text = this.#bytes.toString('utf8', this.#start, end);
    return this.#isEscaped ? unescapeJson(text) : text;
  }

  /** An index at or a little before `end`, which parts no escape. */
  #beforeEscape(end: number): number {
    if (!this.#isEscaped) return end;
    let at = this.#bytes.lastIndexOf(BACKSLASH, end);
    if (at < end - 12) return end;
    while (this.#bytes[at - 1] === BACKSLASH) at--;
    return at;
  }
}
