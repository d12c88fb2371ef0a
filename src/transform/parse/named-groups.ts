import type { Expression } from '../../expression/expression.js';

/** A group, or a part to skip: an escape, or a character class. */
const PART = /\\.|\[\^?\]?(?:\\.|[^\]])*\]|\((\?P?<(?<name>\w+)>|\?)?/gs;

/** The names of the groups of an expression, in order. Undefined for groups without a name. */
export function groupNames(source: string): (string | undefined)[] {
  return Array.from(source.matchAll(PART)).flatMap(({ 0: part, 1: kind, groups }) => {
    if (!part.startsWith('(') || kind === '?') return [];
    return [groups?.name];
  });
}

/** The named groups of the first match of an expression. Undefined if it does not match. */
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
