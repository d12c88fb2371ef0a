import type { RecordBlock } from '../../record/record-block.js';
import type { LineText } from './line-text.js';
import type { RecordStarts } from './record-starts.js';

/** Where in a record a rule is; a new one for each line, or the same again. */
export interface RuleState {
  /** Whether the latest line belongs to the record only if a later one says so. */
  readonly isTentative: boolean;
  /** Whether the record cannot have ended with the latest line. */
  readonly isIncomplete: boolean;
}

/**
 * Says which lines of a stream are one record. Without memory of its own: all it has to know is in the states, and in
 * what was learned of the stream.
 */
export interface LineRule {
  /** Whether it asks what the records of the stream begin with. */
  readonly learns: boolean;
  /**
   * Marks the rows from `from` on that may be in a record with others, by a look at the bytes: with anything but 0 in `marks`, which
   * has a 0 for each row before. Says whether there are any. The last rows of each stream, whose next ones are still to
   * come, are not its matter.
   */
  mark(block: RecordBlock, from: number, marks: Uint8Array): boolean;
  /** How many of a stream's lines may come, without a mark of theirs, between the first line of a record and a marked one. */
  readonly reach: number;
  /**
   * Which of some rows may be titles behind which a message of any lines continues, by a look at the bytes: in their order, 0
   * for one that is not. Not given: none is. True until the next call.
   */
  titles?(block: RecordBlock, rows: Int32Array): Uint32Array;
  /**
   * The state behind a line with which a record of several lines may begin; undefined for any other line.
   *
   * @param isLast whether the next line is still to come: what is no more than possible is not waited for
   */
  begin(line: LineText, starts: RecordStarts, isLast: boolean): RuleState | undefined;
  /** The state behind a line that continues with the record; undefined where it does not. */
  next(state: RuleState, line: LineText, starts: RecordStarts): RuleState | undefined;
  /** Whether a line begins a record whatever precedes it. */
  isStart(line: LineText, starts: RecordStarts): boolean;
  /** Whether a record in that state is lines of a logger, and no trace. */
  isPlain?(state: RuleState): boolean;
}
