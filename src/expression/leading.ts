import type { AST } from '@eslint-community/regexpp';
import type { CharSet } from './char-set.js';
import { setOf } from './shape.js';

/** More of them help little. */
const MOST_SETS = 32;

/** See `Expression.leading`. */
export function leadingOf({ alternatives }: AST.Pattern, ignoreCase: boolean) {
  const [start, ...elements] = alternatives.length === 1 ? alternatives[0]!.elements : [];
  if (start?.type !== 'Assertion' || start.kind !== 'start') return undefined;
  const sets: CharSet[] = [];
  for (const element of elements) {
    const repeated = element.type === 'Quantifier' ? element : { element, min: 1, max: 1 };
    const set = setOf(repeated.element, ignoreCase);
    const isCertain = set !== undefined && sets.length + repeated.min <= MOST_SETS;
    if (isCertain) for (let time = 0; time < repeated.min; time++) sets.push(set);
    if (!isCertain || repeated.min !== repeated.max) return { sets, isAll: false };
  }
  return { sets, isAll: true };
}
