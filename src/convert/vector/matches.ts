import type { Values } from '../conversion.js';
import type { TransformList } from '../transform-list.js';
import type { Term } from './conditions.js';
import type { Component, Way } from './graph.js';
import { conditionText, type FilterTerms, filterTerms } from './transforms.js';

/** The condition of a filter, or of one output of a route. */
export interface Asked {
  readonly component: Component;
  readonly line: number;
  readonly text: string;
  /** Undefined if podtail has no equal condition. */
  readonly terms: FilterTerms | undefined;
}

/** The conditions of the filters and routes on a way. */
export function askedOn({ transforms }: Way): Asked[] {
  return transforms.flatMap(({ component, output }): Asked[] => {
    const { section, type, name } = component;
    if (type === 'filter') {
      const text = conditionText(section, 'condition');
      return [
        { component, line: section.lineOf('condition'), text: text ?? 'of another kind', terms: filterTerms(text) },
      ];
    }
    if (type === 'exclusive_route')
      return [{ component, line: section.line, text: `${name}.${output}`, terms: undefined }];
    if (type !== 'route' || output === undefined) return [];
    const routes = section.section('route');
    if (output === '_unmatched') {
      const names = Object.keys(section.mapping('route') ?? {});
      const each = names.map((route) => filterTerms(routes && conditionText(routes, route)));
      return [{ component, line: section.line, text: `${name}._unmatched`, terms: noneOf(each) }];
    }
    const text = routes && conditionText(routes, output);
    return [
      { component, line: routes?.lineOf(output) ?? section.line, text: text ?? output, terms: filterTerms(text) },
    ];
  });
}

function noneOf(each: readonly (FilterTerms | undefined)[]): FilterTerms | undefined {
  const all: Term[] = [];
  for (const terms of each) {
    const [term, ...others] = terms?.all ?? [];
    if (term === undefined || others.length > 0) return undefined;
    all.push({ ...term, isNot: !term.isNot });
  }
  return { all, or: [] };
}

/** Adds a condition to the `match` of a sink. Returns the rest: conditions on messages, which only transforms have. */
export function addToMatch(sink: Values, asked: Asked): Term[] {
  const left: Term[] = [];
  for (const term of asked.terms?.all ?? []) {
    const match = { ...(sink.match as Values | undefined) };
    if (!(term.kind === 'log' ? addLog(match, term) : addRecord(match, term))) left.push(term);
    else sink.match = match;
  }
  return left;
}

function addLog(match: Values, { key, patterns, isNot }: Term & { readonly kind: 'log' }): boolean {
  const label = /^labels\.(.+)$/.exec(key)?.[1];
  const place = (label === undefined ? match : { ...(match.labels as Values | undefined) }) as Record<string, string[]>;
  const name = label ?? key;
  const known = place[name] ?? [];
  // Two lists of wanted names cannot be merged.
  if (!isNot && known.some((one) => !one.startsWith('!'))) return false;
  place[name] = [...known, ...patterns.map((one) => (isNot ? `!${one}` : one))];
  if (label !== undefined) match.labels = place;
  return true;
}

function addRecord(match: Values, { condition, isNot }: Term & { readonly kind: 'record' }): boolean {
  const [key = ''] = Object.keys(condition);
  if (key === 'message' || key in match) return false;
  if (key === 'stream') match.stream = isNot ? (condition.stream === 'stdout' ? 'stderr' : 'stdout') : condition.stream;
  else match.level = isNot ? LEVELS.filter((level) => !(condition.level as string[]).includes(level)) : condition.level;
  return true;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'none'];

/** Converts the conditions of a filter on messages into a transform. */
export function addConditions(terms: readonly Term[], or: readonly Values[], list: TransformList): boolean {
  const records = terms.flatMap((term) => (term.kind === 'record' ? [term] : []));
  if (records.length < terms.length) return false;
  for (const { condition, isNot } of records) list.add(isNot ? 'drop' : 'keep', [condition]);
  if (or.length > 0) list.add('keep', or);
  return true;
}
