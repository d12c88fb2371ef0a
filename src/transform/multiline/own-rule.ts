import type { Expression } from '../../expression/expression.js';
import type { LineRule, RuleState } from './line-rule.js';

const JOINED: RuleState = { isTentative: false, isIncomplete: false };

/** A record begins with each line that matches; all others go on with it. */
export function startRule(start: Expression): LineRule {
  return {
    mayJoin: () => true,
    begin: () => JOINED,
    next: (_, { text }) => (start.test(text) ? undefined : JOINED),
  };
}

/** A line that matches goes on with the record of the line before. */
export function continueRule(further: Expression): LineRule {
  const { beginsWith } = further;
  return {
    mayJoin: (_block, _row, second) =>
      beginsWith === undefined || second <= 0 || beginsWith[Math.min(second, 128)] === 1,
    begin: () => JOINED,
    next: (_, { text }) => (further.test(text) ? JOINED : undefined),
  };
}
