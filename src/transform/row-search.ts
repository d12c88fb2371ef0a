import type { RecordBlock } from '../record/record-block.js';

/** Says of the rows of a block, asked in order, whether their message may hold what is looked for. Never misses it. */
export interface RowSearch {
  /** Makes ready for a block, whose texts must not change while rows are asked for. */
  begin(block: RecordBlock): void;
  mayHold(row: number): boolean;
}

/**
 * Looks for texts of plain ASCII (see `Expression.needles`), which no decoder leaves escaped. Each is looked for once in
 * all bytes of the block, however many rows that has, so that rows without it cost next to nothing.
 */
export function createNeedleSearch(needles: readonly string[]): RowSearch {
  const wanted = needles.map((needle) => Buffer.from(needle, 'latin1'));
  /** By needle, where the first one stands at or behind the latest row. */
  const found = new Float64Array(wanted.length);
  let block: RecordBlock;
  let text: Buffer;
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
      if (start > block.readCapacity) {
        const alone = block.bytes.subarray(start, end);
        return wanted.some((needle) => alone.includes(needle));
      }
      for (let place = 0; place < wanted.length; place++) {
        if (found[place]! < start) found[place] = indexFrom(text, wanted[place]!, start);
        if (found[place]! < end) return true;
      }
      return false;
    },
  };
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
