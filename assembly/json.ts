/**
 * Takes messages apart that are one JSON object, called by `src/transform/json/split-rows.ts`, in a memory that holds a
 * block's bytes, and before them copies of its columns. Members are copied unchanged. What is unusual is left to
 * `src/transform/json/take-apart.ts`, which does the same.
 */
import { codeUnit, findSpecialBefore, hashOf, isOddObject, MEMBER_BYTES, memberCount, scanObject } from './json-scan';
import { BACKSLASH, copy, QUOTE } from './text';
import { scanTimeText } from './time-text';

export { hashOf } from './json-scan';

/* Bits of a record's flags: `RecordFlag` of `src/record`. */
const ESCAPED: u8 = 4;
const VERBATIM: u8 = 8;
const MEMBERS: u8 = 128;

/* What became of a row. */
const UNTOUCHED: u8 = 0;
const SPLIT: u8 = 1;
const UNUSUAL: u8 = 2;

/* What names of members are, as `src/transform/json/name-table.ts` has them. */
const TAKEN: u32 = 1;
const LEVEL: u32 = 2;
const TIME: u32 = 4;
const MESSAGE: u32 = 8;
const ODD: u32 = 16;
const OWN_SCALE: u32 = 32;
const LEVEL_NAME: u32 = 64;
/* What a value of a level's member is. */
const NUMBER: u32 = 64;

/** Where in a member of the list is what its name is. */
const KIND: usize = 20;
const NO_RANK: u32 = 0xff;
/** `app_`. */
const APP: u32 = 0x5f707061;
const OPEN_BRACE: u8 = 0x7b;
const LETTER_U: u8 = 0x75;
const LETTER_Z: u8 = 0x5a;
const PLUS: u8 = 0x2b;
const DASH: u8 = 0x2d;
const DOT: u8 = 0x2e;
const COLON: u8 = 0x3a;
/** What `twoDigits` gives for anything else: more than any part of a time may be. */
const NO_DIGITS: u32 = 100;

/* The addresses of the columns, the tables, and the list of an object's members. */
let messageStarts: usize = 0;
let messageEnds: usize = 0;
let timeStarts: usize = 0;
let timeEnds: usize = 0;
let membersStarts: usize = 0;
let membersEnds: usize = 0;
let flagBits: usize = 0;
let levels: usize = 0;
let outcomes: usize = 0;
let memberList: usize = 0;

export function bindColumns(
  messageStart: usize,
  messageEnd: usize,
  timeStart: usize,
  timeEnd: usize,
  membersStart: usize,
  membersEnd: usize,
  flags: usize,
  level: usize,
  outcome: usize,
  list: usize,
): void {
  messageStarts = messageStart;
  messageEnds = messageEnd;
  timeStarts = timeStart;
  timeEnds = timeEnd;
  membersStarts = membersStart;
  membersEnds = membersEnd;
  flagBits = flags;
  levels = level;
  outcomes = outcome;
  memberList = list;
}

let names: usize = 0;
let values: usize = 0;
/** Texts of the configuration: `"app":{`, of which the length is 0 without `under`, and `"level":"info",` by level. */
let under: usize = 0;
let underLength: usize = 0;
let levelTexts: usize = 0;
let renames: bool = false;
/** Where the next text is written. */
let output: usize = 0;

export function bindTables(
  nameTable: usize,
  valueTable: usize,
  underText: usize,
  underBytes: usize,
  levelTable: usize,
  isRenaming: bool,
): void {
  names = nameTable;
  values = valueTable;
  under = underText;
  underLength = underBytes;
  levelTexts = levelTable;
  renames = isRenaming;
}

/**
 * Takes the messages of the first `rows` rows apart, whose texts are in the bytes at `base`. What has to be written goes
 * to index `free` on, where there is room for twice the messages and 256 bytes a row. Returns the index behind it.
 */
export function splitRows(base: usize, rows: i32, free: usize): usize {
  output = base + free;
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<u8>(outcomes + row, splitRow(base, row));
  }
  return output - base;
}

function splitRow(base: usize, row: usize): u8 {
  let start = base + load<u32>(messageStarts + row * 4);
  let stop = base + load<u32>(messageEnds + row * 4);
  if (start >= stop || load<u8>(start) != OPEN_BRACE) return UNTOUCHED;
  const flags = load<u8>(flagBits + row);
  if ((flags & MEMBERS) != 0 || load<u8>(levels + row) != 0) return UNUSUAL;
  const isEscaped = (flags & (ESCAPED | VERBATIM)) == ESCAPED;
  const before = output;
  if (isEscaped) {
    if (!writeText(start, stop)) return UNUSUAL;
    start = before;
    stop = output;
  }
  if (!scanObject(start, stop, memberList)) {
    output = before;
    return UNTOUCHED;
  }
  if (isOddObject() || !lift(base, row, flags)) {
    output = before;
    return UNUSUAL;
  }
  return SPLIT;
}

/* What was found among the members of an object; addresses of members in the list, 0 for none. */
let levelMember: usize = 0;
let timeMember: usize = 0;
let messageMember: usize = 0;

function lift(base: usize, row: usize, flags: u8): bool {
  const listEnd = memberList + <usize>memberCount() * MEMBER_BYTES;
  if (!findLifted(listEnd)) return false;
  const level = levelMember == 0 ? 0 : levelOf(levelMember);
  if (level < 0) return false;
  if (timeMember != 0 && !isUsualTime(timeMember)) return false;
  if (messageMember != 0 && !isUsualMessage(messageMember)) return false;

  const membersStart = output;
  if (level > 0) put(levelTexts + <usize>level * 24);
  putMembers(listEnd);
  if (output > membersStart) {
    store<u32>(membersStarts + row * 4, <u32>(membersStart - base));
    store<u32>(membersEnds + row * 4, <u32>(output - base));
    store<u8>(flagBits + row, flags | MEMBERS);
  }
  store<u8>(levels + row, <u8>level);
  if (timeMember != 0) {
    store<u32>(timeStarts + row * 4, load<u32>(timeMember, 8) + 1 - <u32>base);
    store<u32>(timeEnds + row * 4, load<u32>(timeMember, 12) - 1 - <u32>base);
  }
  if (messageMember != 0) setMessage(base, row);
  return true;
}

/** Finds the members that say what the record is; false where they are unusual. */
function findLifted(listEnd: usize): bool {
  levelMember = 0;
  timeMember = 0;
  messageMember = 0;
  let messageRank = NO_RANK;
  let levelRank = NO_RANK;
  let levelMembers = 0;
  let hasLevelName = false;
  for (let member = memberList; member < listEnd; member += MEMBER_BYTES) {
    const nameStart: usize = load<u32>(member);
    const entry = find(names, nameStart, load<u32>(member, 4), load<u32>(member, 16));
    const kind = entry == 0 ? 0 : load<u32>(entry, 4);
    store<u32>(member, kind, KIND);
    if ((kind & ODD) != 0) return false;
    if (load<u32>(nameStart) == APP && underLength == 0) return false;
    if ((kind & LEVEL) != 0) {
      levelMembers++;
      const rank = load<u32>(entry, 8);
      if (rank < levelRank) {
        levelRank = rank;
        levelMember = member;
      }
    }
    if ((kind & TIME) != 0) {
      if (timeMember != 0) return false;
      timeMember = member;
    }
    if ((kind & LEVEL_NAME) != 0) hasLevelName = true;
    if ((kind & MESSAGE) == 0 || load<u8>(load<u32>(member, 8)) != QUOTE) continue;
    const rank = load<u32>(entry, 8);
    if (rank >= messageRank) continue;
    messageRank = rank;
    messageMember = member;
  }
  // Of several, the first one counts where it is a word.
  if (levelMembers > 1 && !isLevelWord(levelMember)) return false;
  // The level's own field has this name.
  return !(hasLevelName && levelMember != 0 && underLength == 0 && (load<u32>(levelMember, KIND) & LEVEL_NAME) == 0);
}

function isLevelWord(member: usize): bool {
  const start: usize = load<u32>(member, 8);
  const stop: usize = load<u32>(member, 12);
  const entry = find(values, start, stop, hashOf(start, stop));
  return entry != 0 && (load<u32>(entry, 4) & NUMBER) == 0;
}

/** The level that the member's value is by the table; -1 where that does not say. */
function levelOf(member: usize): i32 {
  const start: usize = load<u32>(member, 8);
  const stop: usize = load<u32>(member, 12);
  const entry = find(values, start, stop, hashOf(start, stop));
  if (entry == 0) return -1;
  if ((load<u32>(entry, 4) & NUMBER) != 0 && (load<u32>(member, KIND) & OWN_SCALE) != 0) return -1;
  return <i32>load<u32>(entry, 8);
}

/** Whether the value is a time in RFC 3339, with nine decimals at most, of a day that every month has. */
function isUsualTime(member: usize): bool {
  const start: usize = load<u32>(member, 8);
  if (load<u8>(start) != QUOTE) return false;
  const stop = scanTimeText(start + 1);
  if (stop == 0 || stop + 1 != <usize>load<u32>(member, 12)) return false;
  const month = twoDigits(start + 6);
  const day = twoDigits(start + 9);
  return (
    twoDigits(start + 1) < NO_DIGITS &&
    twoDigits(start + 3) < NO_DIGITS &&
    load<u8>(start, 8) == DASH &&
    month - 1 < 12 &&
    day - 1 < 28 &&
    twoDigits(start + 12) < 24 &&
    twoDigits(start + 15) < 60 &&
    twoDigits(start + 18) < 60 &&
    isZone(skipDecimals(start + 20), stop)
  );
}

/** The address behind a dot and one to nine digits, or `at` where they are not there. */
function skipDecimals(at: usize): usize {
  if (load<u8>(at) != DOT) return at;
  let end = at + 1;
  while (<u32>load<u8>(end) - 0x30 < 10) end++;
  return end > at + 1 && end <= at + 10 ? end : at;
}

/** Whether the text from `at` to `stop` is `Z` or an offset as `+02:00`. */
function isZone(at: usize, stop: usize): bool {
  if (stop == at + 1) return load<u8>(at) == LETTER_Z;
  if (stop != at + 6 || (load<u8>(at) != PLUS && load<u8>(at) != DASH)) return false;
  return twoDigits(at + 1) < 24 && load<u8>(at, 3) == COLON && twoDigits(at + 4) < 60;
}

/** The number that two digits are, or `NO_DIGITS`. */
function twoDigits(at: usize): u32 {
  const tens: u32 = <u32>load<u8>(at) - 0x30;
  const ones: u32 = <u32>load<u8>(at, 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : NO_DIGITS;
}

/** Whether the text has no escapes but those that JSON has to have. */
function isUsualMessage(member: usize): bool {
  const stop: usize = load<u32>(member, 12) - 1;
  let special = findSpecialBefore(load<u32>(member, 8) + 1, stop);
  while (special < stop) {
    const letter = load<u8>(special, 1);
    if (letter == LETTER_U || letter == 0x2f) return false;
    special = findSpecialBefore(special + 2, stop);
  }
  return true;
}

function setMessage(base: usize, row: usize): void {
  const start: usize = load<u32>(messageMember, 8) + 1;
  const stop: usize = load<u32>(messageMember, 12) - 1;
  const flags = load<u8>(flagBits + row);
  const isVerbatim = findSpecialBefore(start, stop) >= stop;
  let textStart = start;
  let textEnd = stop;
  const textFlags: u8 = isVerbatim ? flags | VERBATIM : flags & ~VERBATIM;
  if (!isVerbatim && (flags & ESCAPED) == 0) {
    textStart = output;
    writeText(start, stop);
    textEnd = output;
  }
  store<u32>(messageStarts + row * 4, <u32>(textStart - base));
  store<u32>(messageEnds + row * 4, <u32>(textEnd - base));
  store<u8>(flagBits + row, textFlags);
}

/** Writes the members that were not lifted, each with a comma behind it. */
function putMembers(listEnd: usize): void {
  const start = output;
  if (underLength > 0) {
    copy(under, underLength, output);
    output += underLength;
  }
  const inside = output;
  for (let member = memberList; member < listEnd; member += MEMBER_BYTES) {
    if (member == levelMember || member == timeMember || member == messageMember) continue;
    const nameStart: usize = load<u32>(member);
    const nameEnd: usize = load<u32>(member, 4);
    const valueStart: usize = load<u32>(member, 8);
    const valueEnd: usize = load<u32>(member, 12);
    if (underLength == 0 && (load<u32>(member, KIND) & TAKEN) != 0) {
      if (!renames) continue;
      store<u8>(output, QUOTE);
      store<u32>(output, APP, 1);
      output += 5;
      copy(nameStart, nameEnd + 1 - nameStart, output);
      output += nameEnd + 1 - nameStart;
      store<u8>(output++, 0x3a);
      putValue(valueStart, valueEnd);
      continue;
    }
    // The usual one has nothing but a colon between name and value.
    if (valueStart == nameEnd + 2) {
      copy(nameStart - 1, valueEnd + 1 - nameStart, output);
      output += valueEnd + 1 - nameStart;
      store<u8>(output++, 0x2c);
      continue;
    }
    copy(nameStart - 1, nameEnd + 2 - nameStart, output);
    output += nameEnd + 2 - nameStart;
    store<u8>(output++, 0x3a);
    putValue(valueStart, valueEnd);
  }
  if (underLength == 0) return;
  if (output == inside) {
    output = start;
    return;
  }
  store<u16>(output - 1, 0x2c7d); // },
  output++;
}

function putValue(start: usize, stop: usize): void {
  copy(start, stop - start, output);
  output += stop - start;
  store<u8>(output++, 0x2c);
}

/** Writes a text that follows its length, of one byte. */
function put(text: usize): void {
  const length: usize = load<u8>(text);
  copy(text + 1, length, output);
  output += length;
}

/**
 * The entry of a text in a table; 0 where it has none. A table is 256 slots, each with where the first entry of a chain
 * is, counted from the table's start; an entry is the next one's place, its kind, its rank, its length, its text.
 */
function find(table: usize, start: usize, stop: usize, hash: u32): usize {
  const length = stop - start;
  let place: usize = load<u32>(table + <usize>(hash & 0xff) * 4);
  while (place != 0) {
    const entry = table + place;
    if (<usize>load<u32>(entry, 12) == length && isSame(entry + 16, start, length)) return entry;
    place = load<u32>(entry);
  }
  return 0;
}

function isSame(one: usize, other: usize, length: usize): bool {
  for (let place: usize = 0; place < length; place++) {
    if (load<u8>(one + place) != load<u8>(other + place)) return false;
  }
  return true;
}

/** Writes the text for which the inside of a JSON string is; false where it has surrogates, or an escape is cut. */
function writeText(start: usize, stop: usize): bool {
  let from = start;
  while (from < stop) {
    const chunk = v128.load(from);
    v128.store(output, chunk);
    const bits = i8x16.bitmask(i8x16.eq(chunk, i8x16.splat(<i8>BACKSLASH)));
    const usual: usize = min<usize>(bits == 0 ? 16 : ctz(bits), stop - from);
    from += usual;
    output += usual;
    if (from >= stop || load<u8>(from) != BACKSLASH) continue;
    const letter = load<u8>(from, 1);
    if (letter != LETTER_U) {
      store<u8>(output++, meaningOf(letter));
      from += 2;
      continue;
    }
    const unit = codeUnit(from);
    if (unit < 0 || (unit >= 0xd800 && unit < 0xe000)) return false;
    putCharacter(unit);
    from += 6;
  }
  return from == stop;
}

function meaningOf(letter: u8): u8 {
  switch (letter) {
    case 0x62: // b
      return 8;
    case 0x74: // t
      return 9;
    case 0x6e: // n
      return 10;
    case 0x66: // f
      return 12;
    case 0x72: // r
      return 13;
  }
  return letter;
}

/** Writes a character of the basic plane in UTF-8. */
function putCharacter(code: i32): void {
  if (code < 0x80) {
    store<u8>(output++, <u8>code);
    return;
  }
  if (code < 0x800) {
    store<u8>(output++, <u8>(0xc0 | (code >> 6)));
  } else {
    store<u8>(output++, <u8>(0xe0 | (code >> 12)));
    store<u8>(output++, <u8>(0x80 | ((code >> 6) & 0x3f)));
  }
  store<u8>(output++, <u8>(0x80 | (code & 0x3f)));
}
