import type { RecordBlock } from '../record/record-block.js';

/** Says of the rows of a block, asked in order, whether their message may hold what is looked for. Never misses it. */
export interface RowSearch {
  /** Makes ready for a block, whose texts must not change while rows are asked for. */
  begin(block: RecordBlock): void;
  mayHold(row: number): boolean;
}

const UNICODE_ESCAPE = Buffer.from('\\u00');
/** What runtimes write as `\u00XX` besides control characters: `"`, `&`, `<`, `>` and the backslash. */
const USUAL_ESCAPES = [0x22, 0x26, 0x3c, 0x3e, 0x5c];

/**
 * Looks for texts of plain ASCII (see `Expression.needles`). Each is looked for once in all bytes of the block, however
 * many rows that has, so that rows without it cost next to nothing.
 */
export function createNeedleSearch(needles: readonly string[]): RowSearch {
  const wanted = needles.map((needle) => Buffer.from(needle, 'latin1'));
  /** By needle, where the first one stands at or behind the latest row; the last place is for odd escapes. */
  const found = new Float64Array(wanted.length + 1);
  let block: RecordBlock;
  let text: Buffer;

  function find(place: number, from: number): number {
    return place === wanted.length ? findOddEscape(text, from) : indexFrom(text, wanted[place]!, from);
  }

  return {
    begin(next) {
      block = next;
      text = next.bytes.subarray(0, lastReadEnd(next));
      found.fill(-1);
    },
    mayHold(row) {
      const start = block.messageStart[row]!;
      const end = block.messageEnd[row]!;
      // Texts in the scratch area stand in no order.
      if (start > block.readCapacity) return holdsNeedle(block.bytes.subarray(start, end), wanted);
      for (let place = 0; place <= wanted.length; place++) {
        if (found[place]! < start) found[place] = find(place, start);
        if (found[place]! < end) return true;
      }
      return false;
    },
  };
}

/** Looks at each message by itself: `mayHold` is asked of bytes as they stand, none of which is an odd escape. */
export function createScanSearch(mayHold: (bytes: Uint8Array, start: number, end: number) => boolean): RowSearch {
  const odd = createNeedleSearch([]);
  let block: RecordBlock;
  return {
    begin(next) {
      block = next;
      odd.begin(next);
    },
    mayHold: (row) => mayHold(block.bytes, block.messageStart[row]!, block.messageEnd[row]!) || odd.mayHold(row),
  };
}

/** Whether one of the needles stands in a text, or an escape behind which any may hide. */
export function holdsNeedle(text: Buffer, needles: readonly Buffer[]): boolean {
  return needles.some((needle) => text.includes(needle)) || findOddEscape(text, 0) < text.length;
}

/** Index of the next escape of a character that needs none, as no runtime writes it; infinity where there is none. */
function findOddEscape(text: Buffer, from: number): number {
  let at = indexFrom(text, UNICODE_ESCAPE, from);
  while (at < text.length) {
    const code = Number.parseInt(text.toString('latin1', at + 4, at + 6), 16);
    if (code >= 0x20 && !USUAL_ESCAPES.includes(code)) return at;
    at = indexFrom(text, UNICODE_ESCAPE, at + 6);
  }
  return at;
}

function indexFrom(text: Buffer, needle: Buffer, from: number): number {
  const at = text.indexOf(needle, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** Index just past the last message that stands where it was read. */
function lastReadEnd({ count, messageEnd, readCapacity }: RecordBlock): number {
  for (let row = count - 1; row >= 0; row--) {
    if (messageEnd[row]! <= readCapacity) return messageEnd[row]!;
  }
  return 0;
}
