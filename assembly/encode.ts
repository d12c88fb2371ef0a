/**
 * The encoding of rows as JSON by a template, called by `src/encode/row-encoder.ts`, in a memory that holds a block's
 * bytes, and before them copies of its columns.
 */

import { escapeJsonText, MOST_ESCAPED_BYTES } from './json-text';
import { writeBase36, writeDecimal } from './number';
import { copy, QUOTE } from './text';

/* Bits of a record's flags: `RecordFlag` of `src/record`. */
const STREAM: i32 = 1 | 2;
const ESCAPED_OR_VERBATIM: i32 = 4 | 8;
const MEMBERS: i32 = 128;

/** What copies may write behind what is copied. */
const RUBBISH: usize = 64;

/* The addresses of the columns. */
let messageStarts: usize = 0;
let messageEnds: usize = 0;
let timeStarts: usize = 0;
let timeEnds: usize = 0;
let flagBits: usize = 0;
let offsets: usize = 0;
let membersStarts: usize = 0;
let membersEnds: usize = 0;
let levels: usize = 0;
let recordEnds: usize = 0;

/** Says where the columns are: those that are read, and the one that is written. They stay there for good. */
export function bindColumns(
  messageStart: usize,
  messageEnd: usize,
  timeStart: usize,
  timeEnd: usize,
  flags: usize,
  offset: usize,
  membersStart: usize,
  membersEnd: usize,
  level: usize,
  recordEnd: usize,
): void {
  messageStarts = messageStart;
  messageEnds = messageEnd;
  timeStarts = timeStart;
  timeEnds = timeEnd;
  flagBits = flags;
  offsets = offset;
  membersStarts = membersStart;
  membersEnds = membersEnd;
  levels = level;
  recordEnds = recordEnd;
}

/* The parts of a template for one stream. */
const BEFORE_ID: usize = 0;
const BEFORE_TIME: usize = 8;
const BEFORE_MESSAGE: usize = 16;
const AFTER_MESSAGE: usize = 24;
const AFTER_OFFSET: usize = 32;
const PARTS_BYTES: usize = 40;

/* Behind the parts of all streams: what a template says of a record's own members, as `src/encode/row-template.ts` writes it. */
/** Of each stream: index in the part before the message at which the members go. */
const MEMBERS_AT: usize = 3 * PARTS_BYTES;
/** Where the schema's name for the level is, and its length; 0 where it is the one that members have. */
const LEVEL_NAME: usize = MEMBERS_AT + 12;
/** 1 where names that Elasticsearch does not take are left to the caller. */
const CHECKS_NAMES: usize = LEVEL_NAME + 8;
/** The values of levels with their commas, as eight bytes each. */
const LEVEL_VALUES: usize = CHECKS_NAMES + 4;

/** `"level":` */
const LEVEL_MEMBER: u64 = 0x3a226c6576656c22;
const DOT: u8 = 0x2e;
const COLON: u8 = 0x3a;
const BLANK: u8 = 0x20;

/**
 * Encodes the first `rows` rows, whose texts are in the bytes at `base`, to `[start, end)`, until `enough` bytes are
 * written, a row might not fit, or its members have to be changed in another way than here. Writes where each record
 * ends, counted from `start`, plus `endsFrom`. Returns how many rows were encoded.
 *
 * @param template address of the parts, those for no stream first, then standard output's and standard error's: of each
 *   part where it is, counted from here, and its length. The offset in the file is written to the base 36 behind the
 *   part before the id, and in decimal before the part behind the offset, if these are not empty
 * @param constantBytes of all parts of a stream together, and of the offsets, at most
 */
export function encodeRows(
  base: usize,
  rows: i32,
  template: usize,
  constantBytes: usize,
  start: usize,
  end: usize,
  enough: usize,
  endsFrom: usize,
): i32 {
  let at = start;
  let row = 0;
  while (row < rows && at - start < enough) {
    const flags: i32 = load<u8>(flagBits + row);
    const messageStart = base + load<u32>(messageStarts + row * 4);
    const messageLength = base + load<u32>(messageEnds + row * 4) - messageStart;
    const timeStart = base + load<u32>(timeStarts + row * 4);
    const timeLength = base + load<u32>(timeEnds + row * 4) - timeStart;
    const isCopied = (flags & ESCAPED_OR_VERBATIM) != 0;
    const messageBytes = messageLength * (isCopied ? 1 : MOST_ESCAPED_BYTES);
    const hasMembers = (flags & MEMBERS) != 0;
    const membersStart = base + load<u32>(membersStarts + row * 4);
    const membersLength = hasMembers ? base + load<u32>(membersEnds + row * 4) - membersStart : 0;
    if (at + constantBytes + timeLength + messageBytes + membersLength + RUBBISH > end) break;
    const level: usize = hasMembers ? load<u8>(levels + row) : 0;
    if (hasMembers && !isUsual(template, membersStart, membersLength, level)) break;

    const parts = template + PARTS_BYTES * (flags & STREAM);
    if (load<u32>(parts, BEFORE_ID + 4) != 0) {
      at = put(template, parts + BEFORE_ID, at);
      at = writeBase36(<u64>load<f64>(offsets + row * 8), at);
    }
    at = put(template, parts + BEFORE_TIME, at);
    copy(timeStart, timeLength, at);
    at += timeLength;
    if (hasMembers) {
      const beforeMessage = template + <usize>load<u32>(parts, BEFORE_MESSAGE);
      const membersAt: usize = load<u32>(template + <usize>(flags & STREAM) * 4, MEMBERS_AT);
      copy(beforeMessage, membersAt, at);
      at = putMembers(template, membersStart, membersLength, level, at + membersAt);
      const rest: usize = <usize>load<u32>(parts, BEFORE_MESSAGE + 4) - membersAt;
      copy(beforeMessage + membersAt, rest, at);
      at += rest;
    } else {
      at = put(template, parts + BEFORE_MESSAGE, at);
    }
    if (isCopied) {
      copy(messageStart, messageLength, at);
      at += messageLength;
    } else {
      at = escapeJsonText(messageStart, messageStart + messageLength, at);
    }
    at = put(template, parts + AFTER_MESSAGE, at);
    if (load<u32>(parts, AFTER_OFFSET + 4) != 0) {
      at = writeDecimal(<u64>load<f64>(offsets + row * 8), at);
      at = put(template, parts + AFTER_OFFSET, at);
    }
    store<u32>(recordEnds + row * 4, <u32>(at - start + endsFrom));
    row++;
  }
  writtenBytes = at - start;
  return row;
}

let writtenBytes: usize = 0;

/** How many bytes the latest call wrote. */
export function written(): usize {
  return writtenBytes;
}

function put(template: usize, part: usize, at: usize): usize {
  const length: usize = load<u32>(part, 4);
  copy(template + load<u32>(part), length, at);
  return at + length;
}

/** Whether the members can be copied, but for the name of a level that they begin with. */
function isUsual(template: usize, start: usize, length: usize, level: usize): bool {
  if (level != 0 && load<u32>(template, LEVEL_NAME + 4) != 0 && !beginsWithLevel(template, start, level)) return false;
  return load<u32>(template, CHECKS_NAMES) == 0 || !mayBeIllegal(start, start + length);
}

/** Whether the first member says this level. */
function beginsWithLevel(template: usize, start: usize, level: usize): bool {
  if (load<u64>(start) != LEVEL_MEMBER) return false;
  const value = load<u64>(template + level * 8, LEVEL_VALUES);
  return (load<u64>(start, 8) & (u64.MAX_VALUE >> clz(value))) == value;
}

function putMembers(template: usize, start: usize, length: usize, level: usize, at: usize): usize {
  let skipped: usize = 0;
  if (level != 0 && load<u32>(template, LEVEL_NAME + 4) != 0) {
    at = put(template, template + LEVEL_NAME, at);
    skipped = 8;
  }
  copy(start + skipped, length - skipped, at);
  return at + length - skipped;
}

/**
 * Whether there is anything at all that a name has which is empty, blank, or has an empty part between dots: the same as
 * in `src/encode/bulk/legal-names.ts`. The bytes before `start` are no part of the members, but any quote or dot there
 * only makes the caller look again.
 */
function mayBeIllegal(start: usize, end: usize): bool {
  const quote = i8x16.splat(QUOTE);
  const dot = i8x16.splat(DOT);
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    const before = v128.load(at - 1);
    const after = v128.load(at, 1);
    const isQuote = i8x16.eq(bytes, quote);
    const isBehindQuote = i8x16.eq(before, quote);
    const isDot = i8x16.eq(bytes, dot);
    const isEmpty = v128.and(v128.and(isQuote, isBehindQuote), i8x16.eq(after, i8x16.splat(COLON)));
    const isBlank = v128.and(i8x16.eq(bytes, i8x16.splat(BLANK)), isBehindQuote);
    const isEdge = v128.or(isBehindQuote, v128.or(i8x16.eq(before, dot), i8x16.eq(after, quote)));
    const found = i8x16.bitmask(v128.or(v128.or(isEmpty, isBlank), v128.and(isDot, isEdge)));
    const left = end - at;
    if ((left < 16 ? found & ((1 << (<i32>left)) - 1) : found) != 0) return true;
  }
  return false;
}
