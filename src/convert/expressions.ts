import { compileExpression } from '../expression/expression.js';
import type { ConversionInProgress } from './conversion.js';

/** Regular expressions of another agent, as podtail takes them. */
export interface Expressions {
  /** The expression, if podtail can run it; it is lost otherwise. */
  checked(expression: string | undefined, line: number): string | undefined;
}

export function createExpressions({ lost }: ConversionInProgress): Expressions {
  return {
    checked(expression, line) {
      if (expression === undefined) return undefined;
      // Oniguruma and Java write named groups without a P, which RE2 takes, too.
      const result = compileExpression(expression);
      if (result.ok) return expression;
      lost(line, `the expression ${expression} ${result.problem}`);
      return undefined;
    },
  };
}
