import { compileExpression } from '../expression/expression.js';
import type { ConversionInProgress } from './conversion.js';

/** Checks the regular expressions of another agent. */
export interface Expressions {
  /** The expression, if podtail can run it. Otherwise it is reported as lost. */
  checked(expression: string | undefined, line: number): string | undefined;
}

export function createExpressions({ lost }: ConversionInProgress): Expressions {
  return {
    checked(expression, line) {
      if (expression === undefined) return undefined;
      // Oniguruma and Java write named groups without a P. RE2 accepts both forms.
      const result = compileExpression(expression);
      if (result.ok) return expression;
      lost(line, `the expression ${expression} ${result.problem}`);
      return undefined;
    },
  };
}
