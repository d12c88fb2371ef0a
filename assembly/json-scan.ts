/** One pass over a text that may be a JSON object (RFC 8259): is it valid, and where are its own members? */
import { QUOTE, specialBits } from './text';

const COLON: u8 = 0x3a;
const COMMA: u8 = 0x2c;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
const OPEN_BRACKET: u8 = 0x5b;
const CLOSE_BRACKET: u8 = 0x5d;
const SPACE: u8 = 0x20;
const LETTER_U: u8 = 0x75;

/** The first eight bytes of `__proto__`. */
const PROTO: u64 = 0x5f6f746f72705f5f;

/* The same limits as in `src/transform/json/scan-object.ts`. */
const MOST_DEPTH: i32 = 20;
const MOST_MEMBERS: i32 = 512;
const MOST_NUMBER_BYTES: usize = 64;

/** Bytes of a member in the list: where its name's text begins and ends, and its value; the name's hash; room for two more. */
export const MEMBER_BYTES: usize = 32;
/** Bytes that the list takes, and behind it the hashes of the names of the objects that are open. */
const LIST_BYTES: usize = <usize>MOST_MEMBERS * MEMBER_BYTES;

/* Of the text that is scanned. */
let at: usize = 0;
let end: usize = 0;
let list: usize = 0;
let hashes: usize = 0;
let ownMembers: i32 = 0;
let allMembers: i32 = 0;
/** Names of the objects that are open, and the first one of the innermost. */
let openNames: i32 = 0;
let isOdd: bool = false;

/** How many members of its own the object has that was scanned latest. */
export function memberCount(): i32 {
  return ownMembers;
}

/**
 * Whether the object that was scanned latest has to be read in another way: names that may be twice in an object,
 * have escapes or are `__proto__`, control characters between tokens of a value.
 */
export function isOddObject(): bool {
  return isOdd;
}

/**
 * Scans the text in `[start, stop)`, and lists its members at `members`.
 * False where it is no object, goes too deep, or has too many members.
 */
export function scanObject(start: usize, stop: usize, members: usize): bool {
  at = start;
  end = stop;
  list = members;
  hashes = members + LIST_BYTES;
  ownMembers = 0;
  allMembers = 0;
  openNames = 0;
  isOdd = false;
  skipSpace(1);
  if (at >= end || load<u8>(at) != OPEN_BRACE || !scanMembers(1)) return false;
  skipSpace(1);
  return at == end;
}

function scanMembers(depth: i32): bool {
  const firstName = openNames;
  at++;
  skipSpace(depth);
  if (isAt(CLOSE_BRACE)) return true;
  do {
    skipSpace(depth);
    const nameStart = at + 1;
    if (at >= end || load<u8>(at) != QUOTE || !scanName()) return false;
    const nameEnd = at - 1;
    if (++allMembers > MOST_MEMBERS) return false;
    if (nameEnd - nameStart == 9 && load<u64>(nameStart) == PROTO && load<u8>(nameStart, 8) == 0x5f) isOdd = true;
    const hash = hashOf(nameStart, nameEnd);
    addName(firstName, hash);
    skipSpace(depth);
    if (!isAt(COLON)) return false;
    skipSpace(depth);
    const valueStart = at;
    if (!scanValue(depth)) return false;
    if (depth == 1) {
      const member = list + <usize>ownMembers * MEMBER_BYTES;
      store<u32>(member, <u32>nameStart);
      store<u32>(member, <u32>nameEnd, 4);
      store<u32>(member, <u32>valueStart, 8);
      store<u32>(member, <u32>at, 12);
      store<u32>(member, hash, 16);
      ownMembers++;
    }
    skipSpace(depth);
  } while (isAt(COMMA));
  openNames = firstName;
  return isAt(CLOSE_BRACE);
}

function scanItems(depth: i32): bool {
  at++;
  skipSpace(depth);
  if (isAt(CLOSE_BRACKET)) return true;
  do {
    skipSpace(depth);
    if (!scanValue(depth)) return false;
    skipSpace(depth);
  } while (isAt(COMMA));
  return isAt(CLOSE_BRACKET);
}

function scanValue(depth: i32): bool {
  if (at >= end) return false;
  const byte = load<u8>(at);
  if (byte == QUOTE) return scanString();
  if (byte == OPEN_BRACE) return depth < MOST_DEPTH && scanMembers(depth + 1);
  if (byte == OPEN_BRACKET) return depth < MOST_DEPTH && scanItems(depth + 1);
  if (byte == 0x74) return isWord(0x65757274, 4); // true
  if (byte == 0x6e) return isWord(0x6c6c756e, 4); // null
  if (byte == 0x66) return load<u8>(at, 4) == 0x65 && isWord(0x736c6166, 5); // false
  return scanNumber();
}

function isWord(letters: u32, length: usize): bool {
  if (load<u32>(at) != letters || at + length > end) return false;
  at += length;
  return true;
}

/** A name with escapes is odd. */
function scanName(): bool {
  const special = findSpecialBefore(at + 1, end);
  if (special < end && load<u8>(special) == QUOTE) {
    at = special + 1;
    return true;
  }
  isOdd = true;
  return scanString();
}

function scanString(): bool {
  let special = findSpecialBefore(at + 1, end);
  while (special < end) {
    const byte = load<u8>(special);
    if (byte == QUOTE) {
      at = special + 1;
      return true;
    }
    if (byte < SPACE) return false;
    const length = escapeLength(special);
    if (length == 0) return false;
    special = findSpecialBefore(special + length, end);
  }
  return false;
}

/** Bytes of the escape at a backslash, or of the two that are a surrogate pair; 0 where it is wrong. */
function escapeLength(start: usize): usize {
  const letter = load<u8>(start, 1);
  switch (letter) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
  }
  if (letter != LETTER_U) return 0;
  const unit = codeUnit(start);
  if (unit < 0 || (unit >= 0xdc00 && unit < 0xe000)) return 0;
  if (unit < 0xd800 || unit > 0xdbff) return 6;
  if (load<u16>(start, 6) != 0x755c) return 0;
  const low = codeUnit(start + 6);
  return low >= 0xdc00 && low < 0xe000 ? 12 : 0;
}

/** The first byte in `[start, stop)` that JSON escapes, or an address from `stop` on. */
export function findSpecialBefore(start: usize, stop: usize): usize {
  let from = start;
  while (from < stop) {
    const bits = specialBits(from);
    if (bits != 0) return from + ctz(bits);
    from += 16;
  }
  return stop;
}

/** What the four digits behind a backslash and a `u` stand for, -1 where they are none. */
export function codeUnit(start: usize): i32 {
  let unit = 0;
  for (let place: usize = 2; place < 6; place++) {
    const byte: i32 = load<u8>(start + place);
    const letter = (byte | 0x20) - 0x61;
    if (<u32>(byte - 0x30) < 10) unit = (unit << 4) | (byte - 0x30);
    else if (<u32>letter < 6) unit = (unit << 4) | (letter + 10);
    else return -1;
  }
  return unit;
}

function scanNumber(): bool {
  const start = at;
  if (load<u8>(at) == 0x2d) at++;
  if (load<u8>(at) == 0x30) at++;
  else if (!skipDigits()) return false;
  if (load<u8>(at) == 0x2e) {
    at++;
    if (!skipDigits()) return false;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    if (!skipDigits()) return false;
  }
  return at <= end && at - start <= MOST_NUMBER_BYTES;
}

function skipDigits(): bool {
  const start = at;
  while (load<u8>(at) - 0x30 < 10) at++;
  return at > start;
}

function skipSpace(depth: i32): void {
  while (at < end) {
    const byte = load<u8>(at);
    if (byte > SPACE) return;
    if (byte != SPACE) {
      if (byte != 0x09 && byte != 0x0a && byte != 0x0d) return;
      if (depth > 1) isOdd = true;
    }
    at++;
  }
}

function isAt(byte: u8): bool {
  if (at >= end || load<u8>(at) != byte) return false;
  at++;
  return true;
}

/** Remembers a name of the innermost object. Two with the same hash are odd: whether they are the same is seen later. */
function addName(first: i32, hash: u32): void {
  const wanted = v128.splat<u32>(hash);
  for (let index = first; index < openNames; index += 4) {
    let same = i32x4.bitmask(i32x4.eq(v128.load(hashes + <usize>index * 4), wanted));
    if (openNames - index < 4) same &= (1 << (openNames - index)) - 1;
    if (same != 0) isOdd = true;
  }
  store<u32>(hashes + <usize>openNames * 4, hash);
  openNames++;
}

/** A number that differs for most names that differ. */
export function hashOf(start: usize, stop: usize): u32 {
  const length = stop - start;
  let hash: u64 = length;
  let place: usize = 0;
  for (; place + 8 <= length; place += 8) hash = mix(hash, load<u64>(start + place));
  const left = length - place;
  if (left > 0) hash = mix(hash, load<u64>(start + place) & (u64.MAX_VALUE >> (64 - left * 8)));
  return <u32>(hash >> 32) ^ <u32>hash;
}

function mix(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 29);
}
