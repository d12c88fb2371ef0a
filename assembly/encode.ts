/**
 * The encoding of rows as JSON by a template, called by `src/encode/row-encoder.ts`, in a memory that holds a block's
 * bytes, and before them copies of its columns.
 */

import { escapeJsonText, MOST_ESCAPED_BYTES } from './json-text';
import { writeBase36, writeDecimal } from './number';
import { copy } from './text';

/* Bits of a record's flags: `RecordFlag` of `src/record`. */
const STREAM: i32 = 1 | 2;
const ESCAPED_OR_VERBATIM: i32 = 4 | 8;

/** What copies may write behind what is copied. */
const RUBBISH: usize = 64;

/* The addresses of the columns. */
let messageStarts: usize = 0;
let messageEnds: usize = 0;
let timeStarts: usize = 0;
let timeEnds: usize = 0;
let flagBits: usize = 0;
let offsets: usize = 0;
let recordEnds: usize = 0;

/** Says where the columns are: those that are read, and the one that is written. They stay there for good. */
export function bindColumns(
  messageStart: usize,
  messageEnd: usize,
  timeStart: usize,
  timeEnd: usize,
  flags: usize,
  offset: usize,
  recordEnd: usize,
): void {
  messageStarts = messageStart;
  messageEnds = messageEnd;
  timeStarts = timeStart;
  timeEnds = timeEnd;
  flagBits = flags;
  offsets = offset;
  recordEnds = recordEnd;
}

/* The parts of a template for one stream. */
const BEFORE_ID: usize = 0;
const BEFORE_TIME: usize = 8;
const BEFORE_MESSAGE: usize = 16;
const AFTER_MESSAGE: usize = 24;
const AFTER_OFFSET: usize = 32;
const PARTS_BYTES: usize = 40;

/**
 * Encodes the first `rows` rows, whose texts are in the bytes at `base`, to `[start, end)`, until `enough` bytes are
 * written or a row might not fit. Writes where each record ends, counted from `start`, plus `endsFrom`. Returns how many
 * rows were encoded.
 *
 * @param template address of the parts, those for no stream first, then standard output's and standard error's: of each
 *   part where it stands, counted from here, and its length. The offset in the file is written to the base 36 behind the
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
    if (at + constantBytes + timeLength + messageBytes + RUBBISH > end) break;

    const parts = template + PARTS_BYTES * (flags & STREAM);
    if (load<u32>(parts, BEFORE_ID + 4) != 0) {
      at = put(template, parts + BEFORE_ID, at);
      at = writeBase36(<u64>load<f64>(offsets + row * 8), at);
    }
    at = put(template, parts + BEFORE_TIME, at);
    copy(timeStart, timeLength, at);
    at = put(template, parts + BEFORE_MESSAGE, at + timeLength);
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
