import { type RecordBlock, RecordFlag, STREAM_FLAGS } from '../../record/record-block.js';
import type { LineRule, RuleState } from './line-rule.js';
import { LineText } from './line-text.js';
import type { RecordStarts } from './record-starts.js';

/** The bits that part the streams. */
const STREAMS = STREAM_FLAGS + 1;

/** Finds the rows of a block with which a record of several lines begins. */
export class RecordBegins {
  readonly #rule: LineRule;
  readonly #line = new LineText();
  readonly #following = new LineText();
  /** By stream, how many of its rows were seen from the block's end on. */
  readonly #seen = new Int32Array(STREAMS);
  /** Rows before the last one of their stream, latest first. */
  readonly #earlier: Int32Array;

  constructor(rule: LineRule) {
    this.#rule = rule;
    this.#earlier = new Int32Array(STREAMS * rule.reach);
  }

  /** The state behind a row with which a record begins that the stream's next row continues with, or may when it comes. */
  at(block: RecordBlock, row: number, starts: RecordStarts): RuleState | undefined {
    return this.#stateBehind(this.#line.ofRow(block, row), block, row, starts);
  }

  #stateBehind(line: LineText, block: RecordBlock, row: number, starts: RecordStarts): RuleState | undefined {
    const next = nextOfStream(block, row);
    const state = this.#rule.begin(line, starts, next === undefined);
    if (state === undefined || next === undefined) return state;
    return this.#rule.next(state, this.#following.ofRow(block, next), starts) && state;
  }

  /**
   * Marks those of each stream's last rows with which a record may begin whose next lines are still to come; says whether
   * there are any.
   */
  markLastRows(
    block: RecordBlock,
    from: number,
    marks: Uint8Array,
    startsOf: (stream: number) => RecordStarts,
  ): boolean {
    const { reach } = this.#rule;
    const { flags, count } = block;
    const seen = this.#seen.fill(0);
    let earlier = 0;
    let isAny = false;
    for (let row = count - 1; row >= from; row--) {
      if ((flags[row]! & RecordFlag.malformed) !== 0) continue;
      const stream = flags[row]! & STREAM_FLAGS;
      const lines = seen[stream]!++;
      if (lines === 0) {
        const line = this.#line.ofRow(block, row);
        if (this.#mark(line, block, row, marks, startsOf(stream))) isAny = true;
        // No record continues over a line with which one begins.
        if (this.#rule.isStart(line, startsOf(stream))) seen[stream] = reach;
      } else if (lines < reach) this.#earlier[earlier++] = row;
    }
    return this.#markTitles(block, this.#earlier.subarray(0, earlier), marks, startsOf) || isAny;
  }

  /** Marks those of some rows, latest first, behind which a message may continue that has no end in this block. */
  #markTitles(
    block: RecordBlock,
    rows: Int32Array,
    marks: Uint8Array,
    startsOf: (stream: number) => RecordStarts,
  ): boolean {
    const titles = rows.length === 0 ? undefined : this.#rule.titles?.(block, rows);
    if (titles === undefined) return false;
    const isBegun = this.#seen.fill(0);
    let isAny = false;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const stream = block.flags[row]! & STREAM_FLAGS;
      if (titles[index] === 0 || isBegun[stream] !== 0) continue;
      const line = this.#line.ofRow(block, row);
      if (this.#mark(line, block, row, marks, startsOf(stream))) isAny = true;
      if (this.#rule.isStart(line, startsOf(stream))) isBegun[stream] = 1;
    }
    return isAny;
  }

  #mark(line: LineText, block: RecordBlock, row: number, marks: Uint8Array, starts: RecordStarts): boolean {
    if (marks[row] !== 0 || this.#stateBehind(line, block, row, starts) === undefined) return false;
    marks[row] = 1;
    return true;
  }
}

/** The next row of the same stream. */
function nextOfStream({ flags, count }: RecordBlock, row: number): number | undefined {
  const stream = flags[row]! & STREAM_FLAGS;
  for (let next = row + 1; next < count; next++) {
    if ((flags[next]! & (STREAM_FLAGS | RecordFlag.malformed)) === stream) return next;
  }
  return undefined;
}
