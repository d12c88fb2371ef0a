import type { Expression } from '../../expression/expression.js';
import { type RecordBlock, RecordFlag, STREAM_FLAGS } from '../../record/record-block.js';
import type { LineRule, RuleState } from './line-rule.js';

const JOINED: RuleState = { isTentative: false, isIncomplete: false };
/** The bits that part the streams. */
const BACKSLASH = 0x5c;
const FIRST_OTHER = 0x80;

const OWN = { learns: false, reach: 1, isStart: () => false } as const;

/** A record begins with each line that matches; all others continue with it. */
export function startRule(start: Expression): LineRule {
  return {
    ...OWN,
    mark: markBoth((block, row) => matchesByLook(start, block, row) !== true),
    begin: () => JOINED,
    next: (_, line) => (start.test(line.within(start.reach)) ? undefined : JOINED),
  };
}

/** A line that matches continues with the record of the line before. */
export function continueRule(further: Expression): LineRule {
  return {
    ...OWN,
    mark: markBoth((block, row) => matchesByLook(further, block, row) !== false),
    begin: () => JOINED,
    next: (_, line) => (further.test(line.within(further.reach)) ? JOINED : undefined),
  };
}

/** Marks rows that may continue with a record, and the row before each. */
function markBoth(mayFollow: (block: RecordBlock, row: number) => boolean): LineRule['mark'] {
  const latest = new Int32Array(STREAM_FLAGS + 1);
  return (block, from, marks) => {
    const { flags, count } = block;
    latest.fill(-1);
    let isAny = false;
    for (let row = from; row < count; row++) {
      if ((flags[row]! & RecordFlag.malformed) !== 0) continue;
      const stream = flags[row]! & STREAM_FLAGS;
      const before = latest[stream]!;
      latest[stream] = row;
      if (!mayFollow(block, row)) continue;
      marks[row] = 1;
      if (before >= 0) marks[before] = 1;
      isAny = true;
    }
    return isAny;
  };
}

/** Whether a row's message matches, judged by its first bytes; undefined if they do not show it. */
function matchesByLook({ leading }: Expression, block: RecordBlock, row: number): boolean | undefined {
  if (leading === undefined) return undefined;
  const { sets, isAll } = leading;
  const { bytes } = block;
  const start = block.messageStart[row]!;
  const end = block.messageEnd[row]!;
  for (let index = 0; index < sets.length; index++) {
    if (start + index >= end) return false;
    const byte = bytes[start + index]!;
    // Escapes, and characters of several bytes, are not told apart here.
    if (byte === BACKSLASH || byte >= FIRST_OTHER) return undefined;
    if (sets[index]![byte] === 0) return false;
  }
  return isAll ? true : undefined;
}
