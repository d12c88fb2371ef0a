import type { RecordBlock } from '../../record/record-block.js';
import type { LineText } from './line-text.js';

/** Where in a record a rule stands; a new one for each line, or the same again. */
export interface RuleState {
  /** Whether the latest line belongs to the record only if a later one says so. */
  readonly isTentative: boolean;
  /** Whether the record cannot have ended with the latest line. */
  readonly isIncomplete: boolean;
}

/** Says which lines of a stream are one record. Without memory of its own: all it has to know is in the states. */
export interface LineRule {
  /**
   * Whether it is worth asking whether a row and the next line are one record, by a look at their first bytes. `next` is
   * that line's row, -1 where it has not come yet.
   */
  mayJoin(block: RecordBlock, row: number, next: number): boolean;
  /** The state behind a line with which a record of several lines may begin; undefined for any other line. */
  begin(line: LineText): RuleState | undefined;
  /** The state behind a line that goes on with the record; undefined where it does not. */
  next(state: RuleState, line: LineText): RuleState | undefined;
}
