import type { Values } from '../conversion.js';
import { partPatterns } from '../name-patterns.js';
import type { Section } from '../source-section.js';

/** A conjunction: conditions on the names and labels of a log, and on its records. */
export interface Term {
  /** podtail's `match`. */
  readonly match: Values;
  /** podtail's condition on records. Without a key: any record. */
  readonly record: Values;
}

const NAMES: Readonly<Record<string, string>> = {
  'kubernetes.namespace': 'namespace',
  'kubernetes.pod.name': 'pod',
  'kubernetes.container.name': 'container',
};
const LEVELS: Readonly<Record<string, string>> = { warning: 'warn', err: 'error', critical: 'fatal' };
const KNOWN_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

const KINDS = ['or', 'and', 'not', 'equals', 'contains', 'regexp', 'range', 'network', 'has_fields'];

/**
 * The alternatives of a condition
 * (https://www.elastic.co/docs/reference/beats/filebeat/defining-processors#conditions), one of which must hold.
 * Undefined if podtail has no equal condition.
 *
 * @param checked returns an expression that podtail can run
 */
export function termsOf(
  when: Section | undefined,
  checked: (expression: string, line: number) => string | undefined,
): readonly Term[] | undefined {
  if (when === undefined) return undefined;
  const keys = KINDS.filter((kind) => when.has(kind));
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) return undefined;
  if (key === 'or') {
    const parts = when.sections('or').map((one) => termsOf(one, checked));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (key === 'and') {
    const parts = when.sections('and').map((one) => termsOf(one, checked));
    return parts.reduce<readonly Term[] | undefined>(both, [{ match: {}, record: {} }]);
  }
  if (key === 'not') {
    const [only, ...rest] = termsOf(when.section('not'), checked) ?? [];
    return only === undefined || rest.length > 0 ? undefined : opposite(only);
  }
  return fieldTerm(when, key, checked);
}

function both(one: readonly Term[] | undefined, other: readonly Term[] | undefined): readonly Term[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const made = one.flatMap((first) => other.map((second) => joined(first, second)));
  return made.every((term) => term !== undefined) ? made : undefined;
}

function joined(one: Term, other: Term): Term | undefined {
  const isTwice = (first: Values, second: Values): boolean => Object.keys(first).some((key) => key in second);
  if (isTwice(one.match, other.match) || isTwice(one.record, other.record)) return undefined;
  return { match: { ...one.match, ...other.match }, record: { ...one.record, ...other.record } };
}

/** The negation of a term that has only names and labels. */
function opposite({ match, record }: Term): readonly Term[] | undefined {
  const [[key, value] = [], ...others] = Object.entries(match);
  if (key === undefined || others.length > 0 || Object.keys(record).length > 0) return undefined;
  const turn = (patterns: readonly string[]): string[] | undefined =>
    patterns.some((one) => one.startsWith('!')) ? undefined : patterns.map((one) => `!${one}`);
  if (key !== 'labels') {
    const patterns = turn(value as readonly string[]);
    return patterns && [{ match: { [key]: patterns }, record: {} }];
  }
  const [[label, wanted] = []] = Object.entries(value as Record<string, string[]>);
  const patterns = label === undefined ? undefined : turn(wanted!);
  return patterns && [{ match: { labels: { [label!]: patterns } }, record: {} }];
}

function fieldTerm(
  when: Section,
  how: string,
  checked: (expression: string, line: number) => string | undefined,
): readonly Term[] | undefined {
  if (!['equals', 'contains', 'regexp'].includes(how)) return undefined;
  const [[field, value = ''] = [], ...others] = Object.entries(when.mapping(how) ?? {});
  if (field === undefined || others.length > 0) return undefined;
  if (field === 'stream') {
    const isOne = how === 'equals' && (value === 'stdout' || value === 'stderr');
    return isOne ? [{ match: {}, record: { stream: value } }] : undefined;
  }
  if (field === 'log.level') {
    const level = LEVELS[value.toLowerCase()] ?? value.toLowerCase();
    return how === 'equals' && KNOWN_LEVELS.includes(level) ? [{ match: {}, record: { level: [level] } }] : undefined;
  }
  const literal = value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const expression = how === 'regexp' ? value : how === 'equals' ? `^${literal}$` : literal;
  if (field === 'message') {
    const message = checked(expression, when.line);
    return message === undefined ? undefined : [{ match: {}, record: { message } }];
  }
  const patterns = partPatterns(expression);
  if (patterns === undefined) return undefined;
  const label = /^kubernetes\.labels\.(.+)$/.exec(field)?.[1];
  if (label !== undefined) return [{ match: { labels: { [label]: patterns } }, record: {} }];
  const key = NAMES[field];
  return key === undefined ? undefined : [{ match: { [key]: patterns }, record: {} }];
}
