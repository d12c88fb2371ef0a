import { compileExpression, type Expression } from '../expression/expression.js';
import type { Needle } from './prefilter.js';

/** The expression of a text that the configuration has found to be one. */
export function compiled(source: string): Expression {
  const result = compileExpression(source);
  if (!result.ok) throw new Error(`the expression '${source}' ${result.problem}`);
  return result.expression;
}

/** What an expression's match holds at least one of; none where it has no such texts. */
export function needlesOf({ needles = [], ignoreCase }: Expression): Needle[] {
  return needles.map((text) => ({ text, ignoreCase }));
}
