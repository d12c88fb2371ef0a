import { compileExpression, type Expression } from '../expression/expression.js';
import { createTransformChain, type TransformChain } from './chain.js';
import { Multiline } from './multiline/multiline.js';
import { continueRule, startRule } from './multiline/own-rule.js';
import { createTraceRule } from './multiline/trace-rule.js';
import { TRACE_RULES } from './multiline/trace-rules.js';
import type { MultilineSettings, TransformSettings } from './settings.js';
import type { Transform, TransformContext } from './transform.js';

/** The transforms of one source: those of each entry that matches it, in the order of the entries. */
export function createTransforms(entries: readonly TransformSettings[], context: TransformContext): TransformChain {
  const transforms = entries.flatMap((entry) => transformsOf(entry, context));
  return createTransformChain(transforms, () => 0);
}

/** Those of one entry, in the order in which the configuration's description says that they take place. */
function transformsOf({ multiline }: TransformSettings, context: TransformContext): Transform[] {
  const transforms: Transform[] = [];
  if (multiline !== undefined) transforms.push(new Multiline(lineRule(multiline), multiline, context));
  return transforms;
}

function lineRule({ rules }: MultilineSettings) {
  if ('start' in rules) return startRule(compiled(rules.start));
  if ('continue' in rules) return continueRule(compiled(rules.continue));
  return createTraceRule(rules.map((name) => TRACE_RULES[name]));
}

/** The expression of a text that was compiled once before. */
function compiled(source: string): Expression {
  const result = compileExpression(source);
  if (!result.ok) throw new Error(`the expression '${source}' ${result.problem}`);
  return result.expression;
}
