import type { Expression } from '../../expression/expression.js';
import type { LineRule, RuleState } from './line-rule.js';
import { ANY_BYTE, firstByte } from './line-text.js';

const JOINED: RuleState = { isTentative: false, isIncomplete: false };

/** A record begins with each line that matches; all others go on with it. */
export function startRule(start: Expression): LineRule {
  return {
    mayJoin: () => true,
    begin: () => JOINED,
    next: (_, line) => (start.test(line.within(start.reach)) ? undefined : JOINED),
  };
}

/** A line that matches goes on with the record of the line before. */
export function continueRule(further: Expression): LineRule {
  const { beginsWith } = further;
  return {
    mayJoin(block, _row, next) {
      if (beginsWith === undefined || next < 0) return true;
      const byte = firstByte(block, next);
      return byte === ANY_BYTE || beginsWith[Math.min(byte, 128)] === 1;
    },
    begin: () => JOINED,
    next: (_, line) => (further.test(line.within(further.reach)) ? JOINED : undefined),
  };
}
