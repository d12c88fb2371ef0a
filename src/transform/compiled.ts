import { compileExpression, type Expression } from '../expression/expression.js';

/** The expression of a text that the configuration has found to be one. */
export function compiled(source: string): Expression {
  const result = compileExpression(source);
  if (!result.ok) throw new Error(`the expression '${source}' ${result.problem}`);
  return result.expression;
}
