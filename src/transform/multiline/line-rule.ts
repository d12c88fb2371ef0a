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
  /** Whether a row may be the second line of a record, by a look at its first bytes. */
  mayFollow(block: RecordBlock, row: number): boolean;
  /** Whether a row may be the first line of a record whose second one need not look as `mayFollow` has it. */
  mayHaveAnyNext(block: RecordBlock, row: number): boolean;
  /** The state behind a line with which a record of several lines may begin; undefined for any other line. */
  begin(line: LineText): RuleState | undefined;
  /** The state behind a line that goes on with the record; undefined where it does not. */
  next(state: RuleState, line: LineText): RuleState | undefined;
}
