/** A member of an object: the byte ranges of its name and value. */
interface ObjectMember {
  /** Inside the quotes. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The result of a scan. */
export interface ScannedObject {
  readonly members: readonly ObjectMember[];
  /** Whether names must be corrected: one is a duplicate, is `__proto__`, or has escapes. */
  readonly hasOddNames: boolean;
}

/**
 * Maximum depth of objects and arrays. Elasticsearch takes 20 by default, and the stacks of other parsers are limited.
 */
const MOST_DEPTH = 20;
/** Maximum members of all objects together. */
const MOST_MEMBERS = 512;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LETTER_U = 0x75;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Maximum length of a number. Some parsers fail on more digits. */
const MOST_NUMBER_BYTES = 64;
const PROTO = Buffer.from('__proto__');

const IS_SPACE = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0a, 0x0d]) IS_SPACE[byte] = 1;
const IS_NUMBER = new Uint8Array(256);
for (const character of '0123456789+-.eE') IS_NUMBER[character.charCodeAt(0)] = 1;
const IS_ESCAPE = new Uint8Array(256);
for (const letter of '"\\/bfnrt') IS_ESCAPE[letter.charCodeAt(0)] = 1;

/**
 * Scans valid UTF-8 that may be one JSON object (RFC 8259) with blanks around it. Undefined if it is something else, is
 * too deep, has too many members, or half of a surrogate pair. Takes linear time, except for comparing names.
 */
export function scanObject(bytes: Buffer): ScannedObject | undefined {
  const scan = new ObjectScan(bytes);
  return scan.run() ? scan : undefined;
}

class ObjectScan implements ScannedObject {
  readonly members: ObjectMember[] = [];
  hasOddNames = false;
  readonly #bytes: Buffer;
  #at = 0;
  #count = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  run(): boolean {
    this.#skipSpace();
    if (this.#bytes[this.#at] !== OPEN_BRACE || !this.#object(1)) return false;
    this.#skipSpace();
    return this.#at === this.#bytes.length;
  }

  #object(depth: number): boolean {
    const names: [start: number, end: number][] = [];
    this.#at++;
    this.#skipSpace();
    if (this.#isAt(CLOSE_BRACE)) return true;
    for (;;) {
      const nameStart = this.#at + 1;
      if (this.#bytes[this.#at] !== QUOTE || !this.#string()) return false;
      const nameEnd = this.#at - 1;
      if (++this.#count > MOST_MEMBERS) return false;
      this.#addName(names, nameStart, nameEnd);
      this.#skipSpace();
      if (!this.#isAt(COLON)) return false;
      this.#skipSpace();
      const valueStart = this.#at;
      if (!this.#value(depth)) return false;
      if (depth === 1) this.members.push({ nameStart, nameEnd, valueStart, valueEnd: this.#at });
      this.#skipSpace();
      if (this.#isAt(CLOSE_BRACE)) return true;
      if (!this.#isAt(COMMA)) return false;
      this.#skipSpace();
    }
  }

  #array(depth: number): boolean {
    this.#at++;
    this.#skipSpace();
    if (this.#isAt(CLOSE_BRACKET)) return true;
    for (;;) {
      if (!this.#value(depth)) return false;
      this.#skipSpace();
      if (this.#isAt(CLOSE_BRACKET)) return true;
      if (!this.#isAt(COMMA)) return false;
      this.#skipSpace();
    }
  }

  #value(depth: number): boolean {
    switch (this.#bytes[this.#at]) {
      case QUOTE:
        return this.#string();
      case OPEN_BRACE:
        return depth < MOST_DEPTH && this.#object(depth + 1);
      case OPEN_BRACKET:
        return depth < MOST_DEPTH && this.#array(depth + 1);
      default:
        return this.#number() || this.#word('true') || this.#word('false') || this.#word('null');
    }
  }

  #string(): boolean {
    const bytes = this.#bytes;
    let at = this.#at + 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined || byte < 0x20) return false;
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) {
        at++;
        continue;
      }
      const length = escapeLength(bytes, at);
      if (length === 0) return false;
      at += length;
    }
    this.#at = at + 1;
    return true;
  }

  #number(): boolean {
    let end = this.#at;
    while (end < this.#bytes.length && IS_NUMBER[this.#bytes[end]!] === 1) end++;
    const length = end - this.#at;
    if (length === 0 || length > MOST_NUMBER_BYTES) return false;
    if (!NUMBER.test(this.#bytes.toString('latin1', this.#at, end))) return false;
    this.#at = end;
    return true;
  }

  #word(word: string): boolean {
    if (this.#bytes.toString('latin1', this.#at, this.#at + word.length) !== word) return false;
    this.#at += word.length;
    return true;
  }

  #addName(names: [start: number, end: number][], start: number, end: number): void {
    const name = this.#bytes.subarray(start, end);
    const isOdd =
      name.includes(BACKSLASH) ||
      name.equals(PROTO) ||
      names.some(([from, to]) => to - from === end - start && this.#bytes.subarray(from, to).equals(name));
    if (isOdd) this.hasOddNames = true;
    names.push([start, end]);
  }

  #skipSpace(): void {
    while (IS_SPACE[this.#bytes[this.#at]!] === 1) this.#at++;
  }

  #isAt(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }
}

/** Length of the escape at a backslash, or of the two escapes of a surrogate pair. 0 if it is invalid. */
function escapeLength(bytes: Buffer, at: number): number {
  if (IS_ESCAPE[bytes[at + 1]!] === 1) return 2;
  const unit = codeUnit(bytes, at);
  if (unit < 0 || (unit >= 0xdc00 && unit < 0xe000)) return 0;
  if (unit < 0xd800 || unit > 0xdbff) return 6;
  const low = codeUnit(bytes, at + 6);
  return low >= 0xdc00 && low < 0xe000 ? 12 : 0;
}

/** The code unit of `\uXXXX`. -1 if there is none. */
function codeUnit(bytes: Buffer, at: number): number {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U) return -1;
  const digits = bytes.toString('latin1', at + 2, at + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
