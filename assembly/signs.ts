/**
 * Signs in messages that say whether it is worth looking closer, called by `src/transform/prefilter.ts`; the memory is a
 * `RecordBlock`'s. Texts are looked at 16 bytes at a step, and up to 18 bytes behind an end, on which nothing depends.
 */

/* The signs by their bits, as `src/transform/prefilter.ts` has them; those from bit 4 on are windows. */
const DIGITS: u32 = 1;
const DOTS: u32 = 2;
const COLONS: u32 = 4;
const CAPITALS: u32 = 8;

const DOT: i32 = 0x2e;
const COLON: i32 = 0x3a;
const SPACE: i32 = 0x20;
const DASH: i32 = 0x2d;
const PLUS: i32 = 0x2b;
const PERCENT: i32 = 0x25;
/** Digits of the shortest card number. */
const FEWEST_DIGITS: i32 = 13;
/** Bytes that a window takes in the table: four characters, four bytes to be put over what is compared, and its sign. */
const WINDOW_BYTES: usize = 16;
/** Before the windows: the tables of four characters, then by group of windows where its first is and where its last ends. */
const GROUPS: usize = 128;
const TABLES_BYTES: usize = 160;

/* Of the text that is looked at: what has been found so far, and what the bytes before the next step were. */
let found: u32 = 0;
let dots: u32 = 0;
let colons: u32 = 0;
let run: i32 = 0;
let wasDigit: i32 = 0;
let wasCapital: i32 = 0;

/**
 * Writes the signs of each text to `signs`. Texts begin and end at the indexes in `starts` and `ends`, from `base` on; at
 * most `mostBytes` of each are looked at.
 *
 * @param kinds those of `DIGITS` to `CAPITALS` that are asked for
 */
export function findSigns(
  base: usize,
  rows: i32,
  starts: usize,
  ends: usize,
  mostBytes: i32,
  kinds: u32,
  windows: usize,
  windowsEnd: usize,
  signs: usize,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const start = load<i32>(starts + row * 4);
    const length = min(load<i32>(ends + row * 4) - start, mostBytes);
    store<u32>(signs + row * 4, signsOf(base + start, length, kinds, windows, windowsEnd));
  }
}

function signsOf(start: usize, length: i32, kinds: u32, windows: usize, windowsEnd: usize): u32 {
  found = 0;
  dots = 0;
  colons = 0;
  run = 0;
  wasDigit = 0;
  wasCapital = 0;
  for (let done: i32 = 0; done < length; done += 16) {
    const at = start + done;
    const left = length - done;
    const valid = left >= 16 ? 0xffff : (1 << left) - 1;
    if (kinds != 0) findKinds(at, valid, kinds);
    if (windows != windowsEnd) findWindows(at, valid, windows);
  }
  return found;
}

function findKinds(at: usize, valid: i32, kinds: u32): void {
  const chunk = v128.load(at);
  const digits = valid & digitsIn(chunk);
  if ((kinds & DIGITS) != 0)
    findRun(
      digits |
        (valid &
          (equal(chunk, SPACE) | equal(chunk, DASH) | equal(chunk, PLUS) | equal(chunk, PERCENT) | equal(chunk, DOT))),
    );
  if ((kinds & DOTS) != 0) {
    const between = equal(chunk, DOT) & ((digits << 1) | wasDigit) & digitsIn(v128.load(at, 1));
    dots = (dots >>> 16) | ((<u32>(valid & between)) << 16);
    if (popcnt(dots) >= 3 && farther(farther(dots, 2, 4), 2, 4) != 0) found |= DOTS;
    wasDigit = (digits >> 15) & 1;
  }
  if ((kinds & COLONS) != 0) {
    colons = (colons >>> 16) | ((<u32>(valid & equal(chunk, COLON))) << 16);
    if ((colons & (colons >>> 1)) != 0) found |= COLONS;
    if (popcnt(colons) >= 4 && farther(farther(farther(colons, 2, 5), 2, 5), 2, 5) != 0) found |= COLONS;
  }
  if ((kinds & CAPITALS) != 0) {
    const capitals = valid & i8x16.bitmask(i8x16.lt_u(i8x16.sub(chunk, i8x16.splat(0x41)), i8x16.splat(26)));
    if ((capitals & ((capitals << 1) | wasCapital)) != 0) found |= CAPITALS;
    wasCapital = (capitals >> 15) & 1;
  }
}

function digitsIn(chunk: v128): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(chunk, i8x16.splat(0x30)), i8x16.splat(10)));
}

/** Those of the bits that have another one `least` to `most` places farther on. */
function farther(bits: u32, least: i32, most: i32): u32 {
  let others: u32 = 0;
  for (let by = least; by <= most; by++) others |= bits >>> by;
  return bits & others;
}

/** Goes on with a run of such bytes as card numbers have, by the bits of those among the next 16. */
function findRun(bits: i32): void {
  if (bits == 0xffff) {
    run += 16;
  } else {
    const leading = ctz(~bits);
    let inside = bits & (bits >> 1);
    inside &= inside >> 2;
    inside &= inside >> 4;
    // Eight in a row, and eight more that begin five later, are thirteen.
    if (run + leading >= FEWEST_DIGITS || (inside & (inside >> 5)) != 0) found |= DIGITS;
    run = clz(~(bits << 16));
    return;
  }
  if (run >= FEWEST_DIGITS) found |= DIGITS;
}

function equal(chunk: v128, byte: i32): i32 {
  return i8x16.bitmask(i8x16.eq(chunk, i8x16.splat(<i8>byte)));
}

/**
 * Before the windows are tables by which all are searched for at once: for each of four characters in a row, which groups
 * have a window that it may be of (as bits of a byte), by its low four bits and its high ones.
 */
function findWindows(at: usize, valid: i32, windows: usize): void {
  const first = v128.load(at);
  const second = v128.load(at, 1);
  const third = v128.load(at, 2);
  const fourth = v128.load(at, 3);
  const maybe = v128.and(
    v128.and(groupsOf(first, windows), groupsOf(second, windows + 32)),
    v128.and(groupsOf(third, windows + 64), groupsOf(fourth, windows + 96)),
  );
  if (!v128.any_true(maybe)) return;
  for (let groups = anyOf(maybe); groups != 0; groups &= groups - 1) {
    const range = windows + GROUPS + ((<usize>ctz(groups)) << 2);
    const end = windows + TABLES_BYTES + <usize>load<u16>(range, 2) * WINDOW_BYTES;
    for (
      let window = windows + TABLES_BYTES + <usize>load<u16>(range) * WINDOW_BYTES;
      window < end;
      window += WINDOW_BYTES
    ) {
      const hits = v128.and(
        v128.and(isAt(first, window), isAt(second, window + 1)),
        v128.and(isAt(third, window + 2), isAt(fourth, window + 3)),
      );
      if ((i8x16.bitmask(hits) & valid) != 0) found |= load<u32>(window, 8);
    }
  }
}

/** The bits that are in any of the bytes. */
function anyOf(chunk: v128): u32 {
  let bits = v128.extract_lane<u64>(chunk, 0) | v128.extract_lane<u64>(chunk, 1);
  bits |= bits >> 32;
  bits |= bits >> 16;
  bits |= bits >> 8;
  return <u32>bits & 0xff;
}

function groupsOf(chunk: v128, tables: usize): v128 {
  const nibble = i8x16.splat(0x0f);
  const low = v128.and(chunk, nibble);
  const high = v128.and(i16x8.shr_u(chunk, 4), nibble);
  return v128.and(i8x16.swizzle(v128.load(tables), low), i8x16.swizzle(v128.load(tables, 16), high));
}

function isAt(chunk: v128, character: usize): v128 {
  const over = v128.splat<u8>(load<u8>(character, 4));
  return i8x16.eq(v128.or(chunk, over), v128.splat<u8>(load<u8>(character)));
}
