import type { Values } from '../conversion.js';
import { namePatterns } from '../name-patterns.js';
import { placeholderOf } from './fields.js';

/** One test of a condition: on the names of a log, or on a record. */
export type Term =
  | { readonly kind: 'log'; readonly key: string; readonly patterns: readonly string[]; readonly isNot: boolean }
  | { readonly kind: 'record'; readonly condition: Values; readonly isNot: boolean };

/** Alternatives. One of them must hold with all its terms. */
export type Condition = readonly (readonly Term[])[];

/**
 * Parses a condition of VRL (https://vector.dev/docs/reference/vrl/): comparisons with texts, `contains`,
 * `starts_with`, `ends_with`, `match` and `includes`, joined by `&&` or by `||`. Undefined for any other condition.
 */
export function parseCondition(source: string): Condition | undefined {
  const text = withoutComments(source).trim();
  const alternatives = split(text, '||').map((one) => split(withoutParentheses(one), '&&').map(parseTerm));
  const isKnown = alternatives.every((terms) => terms.every((term) => term !== undefined));
  return isKnown ? (alternatives as Term[][]) : undefined;
}

function withoutComments(source: string): string {
  return source
    .split('\n')
    .map((line) => line.replace(/^\s*#.*$/, ''))
    .join(' ');
}

/** Splits a text at an operator outside of quotes and parentheses. */
function split(text: string, operator: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== undefined) {
      if (character === '\\') at++;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (depth === 0 && text.startsWith(operator, at)) {
      parts.push(text.slice(start, at));
      at += operator.length - 1;
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

function withoutParentheses(text: string): string {
  const inner = /^\((.*)\)$/s.exec(text)?.[1];
  return inner === undefined || split(text, ')(').length > 1 || split(inner, ')').length > 1 ? text : inner.trim();
}

const PATH = String.raw`(?:(?:string|to_string|downcase)!?\(\s*)?(\.[\w."@/-]+)(?:\s*\))?(?:\s*\?\?\s*(?:""|''))?`;
const COMPARISON = new RegExp(String.raw`^${PATH}\s*(==|!=)\s*"((?:[^"\\]|\\.)*)"$`);
const CALL = new RegExp(
  String.raw`^(contains|starts_with|ends_with)!?\(\s*${PATH}\s*,\s*(?:\w+:\s*)?"((?:[^"\\]|\\.)*)"\s*\)$`,
);
const MATCH = new RegExp(String.raw`^match!?\(\s*${PATH}\s*,\s*r'([^']*)'\s*\)$`);
const INCLUDES = new RegExp(String.raw`^includes!?\(\s*\[([^\]]*)\]\s*,\s*${PATH}\s*\)$`);

function parseTerm(text: string): Term | undefined {
  const isNot = text.startsWith('!') && !text.startsWith('!=');
  const bare = withoutParentheses((isNot ? text.slice(1) : text).trim())
    .replace(/\s*\?\?\s*(?:false|true)$/, '')
    .trim();
  const [, path, operator, value] = COMPARISON.exec(bare) ?? [];
  if (path !== undefined)
    return termOf(path, [{ text: unescaped(value!), how: 'equals' }], isNot !== (operator === '!='));
  const [, call, subject, part] = CALL.exec(bare) ?? [];
  if (subject !== undefined) return termOf(subject, [{ text: unescaped(part!), how: call as How }], isNot);
  const [, matched, expression] = MATCH.exec(bare) ?? [];
  if (matched !== undefined) return termOf(matched, [{ text: expression!, how: 'match' }], isNot);
  const [, list, member] = INCLUDES.exec(bare) ?? [];
  if (member === undefined) return undefined;
  const texts = [...list!.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, one]) => ({
    text: unescaped(one!),
    how: 'equals' as const,
  }));
  return termOf(member, texts, isNot);
}

type How = 'equals' | 'contains' | 'starts_with' | 'ends_with' | 'match';

interface Comparison {
  readonly text: string;
  readonly how: How;
}

const NAMES: Readonly<Record<string, string>> = {
  '${namespace}': 'namespace',
  '${pod}': 'pod',
  '${container}': 'container',
};
const LEVELS = new Map([
  ...['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, level] as const),
  ...[
    ['warning', 'warn'],
    ['err', 'error'],
    ['critical', 'fatal'],
  ].map(([one, other]) => [one!, other!] as const),
]);

function termOf(path: string, comparisons: readonly Comparison[], isNot: boolean): Term | undefined {
  if (path === '.message') {
    const message = comparisons.map(expressionOf).join('|');
    return { kind: 'record', condition: { message }, isNot };
  }
  const placeholder = placeholderOf(path);
  const isEqual = comparisons.every(({ how }) => how === 'equals');
  if (placeholder === '${level}') {
    const levels = comparisons.map(({ text }) => LEVELS.get(text.toLowerCase()));
    return isEqual && !levels.includes(undefined) ? { kind: 'record', condition: { level: levels }, isNot } : undefined;
  }
  if (placeholder === '${stream}') {
    const [only, ...others] = comparisons;
    return isEqual && others.length === 0 ? { kind: 'record', condition: { stream: only!.text }, isNot } : undefined;
  }
  const label = /^\$\{labels\.(.+)\}$/.exec(placeholder ?? '')?.[1];
  const key = label === undefined ? NAMES[placeholder ?? ''] : `labels.${label}`;
  const patterns = comparisons.map(patternsOf);
  if (key === undefined || patterns.includes(undefined)) return undefined;
  return { kind: 'log', key, patterns: patterns.flatMap((some) => some!), isNot };
}

function expressionOf({ text, how }: Comparison): string {
  if (how === 'match') return text;
  const quoted = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return `${how === 'equals' || how === 'starts_with' ? '^' : ''}${quoted}${how === 'equals' || how === 'ends_with' ? '$' : ''}`;
}

function patternsOf({ text, how }: Comparison): readonly string[] | undefined {
  if (how !== 'match' && !/^[\w.-]+$/.test(text)) return undefined;
  if (how === 'equals') return [text];
  if (how === 'contains') return [`*${text}*`];
  if (how === 'starts_with') return [`${text}*`];
  if (how === 'ends_with') return [`*${text}`];
  const patterns = namePatterns(text);
  // Unlike in podtail, the expression may match a part of the name.
  const [start, end] = [text.startsWith('^') ? '' : '*', text.endsWith('$') ? '' : '*'];
  return patterns?.map((pattern) => `${start}${pattern}${end}`.replaceAll('**', '*'));
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}
