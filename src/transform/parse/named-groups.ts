import type { Expression } from '../../expression/expression.js';

/** A group, or what is passed over: an escape, a class of characters. */
const PART = /\\.|\[\^?\]?(?:\\.|[^\]])*\]|\((\?P?<(?<name>\w+)>|\?)?/gs;

/** The names of an expression's groups, in their order; undefined for those without. */
export function groupNames(source: string): (string | undefined)[] {
  return Array.from(source.matchAll(PART)).flatMap(({ 0: part, 1: kind, groups }) => {
    if (!part.startsWith('(') || kind === '?') return [];
    return [groups?.name];
  });
}

/** The named groups of an expression's first match; undefined where it does not match. */
export function parseGroups(
  expression: Expression,
  names: readonly (string | undefined)[],
  text: string,
): [name: string, value: string][] | undefined {
  let pairs: [string, string][] | undefined;
  expression.replaceAll(text, (groups) => {
    pairs ??= names.flatMap((name, index): [string, string][] => {
      const value = groups[index + 1];
      return name === undefined || value === undefined ? [] : [[name, value]];
    });
    return '';
  });
  return pairs;
}
