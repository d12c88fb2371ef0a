/**
 * Finds the messages that begin or end as a line of a trace does, called by `src/transform/multiline/line-marks.ts`; the
 * memory is a `RecordBlock`'s. A look at the first bytes, and at the last one, is all that each message gets.
 */

const BACKSLASH: u8 = 0x5c;
const ESCAPE: u8 = 0x1b;
const BRACKET: u8 = 0x5b;
const LETTER_T: u8 = 0x74;
const LETTER_U: u8 = 0x75;
const TAB: u8 = 0x09;
const QUOTE: u8 = 0x22;
const SLASH: u8 = 0x2f;
/** Bits of the table by first and last bytes. */
const FIRST: u8 = 1;
const PREFIX: u8 = 2;
const LAST: u8 = 4;
const PAIR: u8 = 8;
/** Bytes of one of the texts that a message may begin with, and of the ones that are put over what is compared. */
const TEXT_BYTES: usize = 16;
/** Behind the table: by first byte, where its texts begin and end, counted in texts. */
const TEXTS_OF: usize = 256;
/** Behind these: the byte that has to stand before one that ends a pair. */
const FIRST_OF_PAIR: usize = 256 + 2 * 256;

/**
 * Writes the rows of the messages that look so to `found`, and says how many they are. Messages begin and end at the
 * indexes in `starts` and `ends`, from `base` on; those whose `flags` have one of `escaped` and none of `verbatim` are the
 * inside of a JSON string. Texts are read up to 24 bytes behind an end, on which nothing depends.
 */
export function findMarked(
  base: usize,
  rows: i32,
  starts: usize,
  ends: usize,
  flags: usize,
  escaped: u8,
  table: usize,
  texts: usize,
  found: usize,
): i32 {
  let count: usize = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const start = base + load<i32>(starts + (row << 2));
    const end = base + load<i32>(ends + (row << 2));
    if (!isMarked(start, end, (load<u8>(flags + row) & escaped) != 0, table, texts)) continue;
    store<i32>(found + (count << 2), row);
    count++;
  }
  return <i32>count;
}

function isMarked(start: usize, end: usize, isEscaped: bool, table: usize, texts: usize): bool {
  if (start >= end) return false;
  const last = load<u8>(table + load<u8>(end - 1));
  if ((last & LAST) != 0) return true;
  if ((last & PAIR) != 0 && end - start > 1 && load<u8>(end - 2) == load<u8>(table + FIRST_OF_PAIR)) return true;
  let at = start;
  let byte = load<u8>(at);
  if (byte == ESCAPE || (byte == BACKSLASH && isEscaped)) {
    at = behindColours(at, end, isEscaped);
    if (at >= end) return false;
    byte = load<u8>(at);
    if (byte == BACKSLASH && isEscaped) {
      // Of the short escapes, a tab and what stands for itself are distinguished; others are not easy to see.
      const letter = load<u8>(at + 1);
      if (letter == LETTER_T) byte = TAB;
      else if (letter == QUOTE || letter == BACKSLASH || letter == SLASH) {
        // A text that begins with it goes on with the bytes behind.
        byte = letter;
        at++;
      } else return letter == LETTER_U;
    }
  }
  const bits = load<u8>(table + byte);
  if ((bits & FIRST) != 0) return true;
  return (bits & PREFIX) != 0 && beginsWithText(at, table + TEXTS_OF + ((<usize>byte) << 1), texts);
}

/** Where the first byte is that is not of a sequence that sets a terminal's colours. */
function behindColours(start: usize, end: usize, isEscaped: bool): usize {
  let at = start;
  while (at < end) {
    let next = at;
    if (load<u8>(at) == ESCAPE) next = at + 1;
    // The escape that Docker writes: a backslash, u001b.
    else if (isEscaped && load<u8>(at) == BACKSLASH && (load<u32>(at + 2) | 0x20000000) == 0x62313030) next = at + 6;
    else return at;
    if (next >= end || load<u8>(next) != BRACKET) return at;
    do next++;
    while (next < end && load<u8>(next) < 0x40);
    at = next + 1;
  }
  return at;
}

function beginsWithText(at: usize, range: usize, texts: usize): bool {
  const first = load<u64>(at);
  const end = texts + <usize>load<u8>(range, 1) * TEXT_BYTES;
  for (let text = texts + <usize>load<u8>(range) * TEXT_BYTES; text < end; text += TEXT_BYTES) {
    if ((first & load<u64>(text, 8)) == load<u64>(text)) return true;
  }
  return false;
}
