import { compileExpression, type Expression } from '../expression/expression.js';
import type { Needle } from './prefilter.js';

/** Compiles an expression that the configuration has validated. */
export function compiled(source: string): Expression {
  const result = compileExpression(source);
  if (!result.ok) throw new Error(`the expression '${source}' ${result.problem}`);
  return result.expression;
}

/** Texts of which each match of the expression contains at least one. Empty if there are none. */
export function needlesOf({ needles = [], ignoreCase }: Expression): Needle[] {
  return needles.map((text) => ({ text, ignoreCase }));
}
