import type { AST } from '@eslint-community/regexpp';

/** More texts to look for cost more than they save. */
const MOST_NEEDLES = 8;

/** Characters that stand for themselves in every JSON text that runtimes write; others may be escaped. */
const PLAIN = /^[ !#-%'-.0-;=?-[\]-~]$/;

/**
 * Texts of which at least one is in every match of the expression; undefined where there are none. They hold no
 * character that JSON may hold escaped. Where case is ignored, they are in lower case.
 */
export function needlesOf(pattern: AST.Pattern, ignoreCase: boolean): string[] | undefined {
  const needles = pattern.alternatives.map(({ elements }) => longestRun(elements, ignoreCase));
  if (needles.length > MOST_NEEDLES || needles.some((needle) => needle === '')) return undefined;
  return needles;
}

function longestRun(elements: readonly AST.Element[], ignoreCase: boolean): string {
  const runs = [''];
  for (const element of elements) {
    const character = characterOf(element, ignoreCase);
    if (character !== undefined) {
      runs.push(`${runs.pop()}${character}`);
      continue;
    }
    runs.push(insideRun(element, ignoreCase), '');
  }
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

function characterOf(element: AST.Element, ignoreCase: boolean): string | undefined {
  if (element.type !== 'Character') return undefined;
  const character = String.fromCodePoint(element.value);
  if (!PLAIN.test(character)) return undefined;
  if (!ignoreCase) return character;
  const lower = character.toLowerCase();
  // Each of these has a third case, beyond ASCII.
  return lower === 'k' || lower === 's' ? undefined : lower;
}

/** A text that is in every match of a group, if it has but one alternative. */
function insideRun(element: AST.Element, ignoreCase: boolean): string {
  if (element.type === 'Quantifier') return element.min > 0 ? longestRun([element.element], ignoreCase) : '';
  const isGroup = (element.type === 'Group' && element.modifiers === null) || element.type === 'CapturingGroup';
  if (!isGroup || element.alternatives.length !== 1) return '';
  return longestRun(element.alternatives[0]!.elements, ignoreCase);
}
