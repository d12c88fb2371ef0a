import type { HeldLine } from '../held-line.js';
import type { RuleState } from './line-rule.js';

/** Lines that may belong to a record, on the word of a later one. */
const MOST_TENTATIVE = 40;

/** A record of one stream that may continue. */
export interface OpenRecord {
  readonly lines: HeldLine[];
  /** How many of the lines belong to it for certain. */
  sure: number;
  /** Of all lines, as they appear in the file. */
  bytes: number;
  state: RuleState;
  /** When the latest line came, in milliseconds of the clock. */
  since: number;
  /** Whether its beginning was shipped already, as it was too long. */
  readonly isRest: boolean;
}

/** Begins a record. */
export function openRecord(line: HeldLine, state: RuleState, now: number, isRest: boolean): OpenRecord {
  return { lines: [line], sure: 1, bytes: line.text.length, state, since: now, isRest };
}

/** Adds a line to a record; says whether it could, as but few lines may be tentative. */
export function addLine(record: OpenRecord, line: HeldLine, state: RuleState, now: number): boolean {
  if (state.isTentative && record.lines.length - record.sure >= MOST_TENTATIVE) return false;
  record.lines.push(line);
  record.bytes += line.text.length;
  if (!state.isTentative) record.sure = record.lines.length;
  record.state = state;
  record.since = now;
  return true;
}
