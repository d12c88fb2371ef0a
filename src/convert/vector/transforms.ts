import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText } from '../duration.js';
import { lostRest } from '../lost-rest.js';
import type { Section } from '../source-section.js';
import type { TransformList } from '../transform-list.js';
import { parseCondition, type Term } from './conditions.js';
import { placeholderOf } from './fields.js';
import type { Component } from './graph.js';
import { convertRemap } from './remap.js';

/**
 * Converts what a transform does to records. The conditions of filters become the `match` of sinks: see `filterTerms`.
 */
export function convertTransform(
  { name, type, section }: Component,
  list: TransformList,
  conversion: ConversionInProgress,
): void {
  const convert = TRANSFORMS[type];
  if (convert === undefined) {
    section.ignore(...section.rest().map(({ key }) => key));
    conversion.lost(section.line, `the transform ${name} (${type})${LOST[type] ?? ' has no counterpart in podtail'}`);
    return;
  }
  convert(section, list, conversion);
  section.ignore('type', 'inputs', 'graph');
  lostRest(section, conversion);
}

const LOST: Readonly<Record<string, string>> = {
  lua: ': podtail runs no programs',
  log_to_metric: ': count counts lines, and Loki can make others',
  metric_to_log: ': podtail ships only logs',
  aggregate: ': podtail ships only logs',
  tag_cardinality_limit: ': podtail ships only logs',
  aws_ec2_metadata: ': use labels for data about the node',
};

type ConvertTransform = (section: Section, list: TransformList, conversion: ConversionInProgress) => void;

const TRANSFORMS: Readonly<Record<string, ConvertTransform>> = {
  remap(section, list, conversion) {
    const source = section.text('source');
    if (section.has('file')) conversion.lost(section.lineOf('file'), 'a program in another file');
    section.ignore(
      'file',
      'drop_on_error',
      'drop_on_abort',
      'reroute_dropped',
      'timezone',
      'metric_tag_values',
      'runtime',
    );
    if (source !== undefined)
      convertRemap(source, section.lineOf('source') + (source.includes('\n') ? 1 : 0), list, conversion);
  },
  filter: (section) => section.ignore('condition'),
  route: (section) => section.ignore('route', 'reroute_unmatched'),
  exclusive_route(section, _list, { lost }) {
    section.ignore('routes');
    lost(section.line, 'the first matching route only: podtail sends a record to each sink whose match takes it');
  },
  dedupe(section, list, { note }) {
    const fields = section.section('fields');
    const [match, ignore] = [fields?.texts('match'), fields?.texts('ignore')];
    const cache = section.section('cache');
    section.section('time_settings')?.ignore('refresh_on_drop');
    const age = section.section('time_settings')?.number('max_age_ms');
    const window = durationText(Math.min(3_600_000, Math.max(100, age ?? 10_000)));
    const by = match?.map((path) => path.replace(/^\./, ''));
    const isOfMessage = by === undefined || by.every((one) => one === 'message' || placeholderOf(one) !== undefined);
    list.add('dedupe', by !== undefined && isOfMessage ? { window, by: ['message'] } : { window });
    note(
      section.line,
      `Vector compares with the latest ${cache?.number('num_events') ?? 5000} records, podtail with those of a time window in each log; the sent record has the number of repeats`,
    );
    if (ignore !== undefined) note(section.lineOf('fields'), `fields that may differ: ${ignore.join(', ')}`);
    cache?.ignore('num_events');
  },
  throttle(section, list, { lost }) {
    const [threshold, window] = [section.number('threshold') ?? 0, section.number('window_secs') ?? 1];
    const key = section.text('key_field');
    const placeholder = /^\{\{\s*([^}]*?)\s*\}\}$/.exec(key ?? '')?.[1];
    const isByLog = ['${container}', '${pod}', '${uid}'].includes(placeholderOf(placeholder ?? '') ?? '');
    if (!isByLog) lost(section.line, `throttle by ${key ?? 'nothing'}: podtail limits each container separately`);
    list.add('rateLimit', {
      lines: Math.max(1, Math.round(threshold / window)),
      burst: durationText(Math.max(1000, window * 1000)),
    });
    if (section.has('exclude')) lost(section.lineOf('exclude'), 'records that a throttle ignores');
    section.ignore('exclude');
    section.section('internal_metrics')?.ignore('emit_events_discarded_per_key');
  },
  sample(section, list, { lost }) {
    const [rate, ratio] = [section.number('rate'), section.number('ratio')];
    list.add('sample', ratio ?? (rate === undefined ? 1 : 1 / rate));
    for (const key of ['exclude', 'key_field', 'group_by', 'ratio_field', 'rate_field']) {
      if (section.has(key)) lost(section.lineOf(key), `sampling with ${key}: podtail samples only by the record`);
      section.ignore(key);
    }
    section.ignore('sample_rate_key');
  },
  reduce(section, list, { lost, note }) {
    const starts = startOf(section);
    const timeout = section.number('expire_after_ms');
    if (starts === undefined) {
      lost(
        section.line,
        'reduce: podtail joins lines by the beginning of a record (starts_when with match of the message)',
      );
    } else list.add('multiline', { start: starts, ...(timeout !== undefined && { timeout: durationText(timeout) }) });
    const strategies = section.mapping('merge_strategies');
    if (strategies !== undefined && strategies.message !== 'concat_newline')
      note(section.lineOf('merge_strategies'), 'podtail joins lines with newlines');
    section.ignore('group_by', 'merge_strategies', 'starts_when', 'ends_when', 'expire_after_ms', 'flush_period_ms');
    section.ignore('max_events', 'end_every_period_ms');
  },
};

/** The expression for the first line of a record, if that alone determines it. */
function startOf(section: Section): string | undefined {
  if (section.has('ends_when')) return undefined;
  const [terms, ...others] = parseCondition(conditionText(section, 'starts_when') ?? '') ?? [];
  const [term, ...more] = terms ?? [];
  if (term?.kind !== 'record' || term.isNot || others.length > 0 || more.length > 0) return undefined;
  return term.condition.message as string | undefined;
}

/** The text of a condition, which is a text or a mapping with `source`. */
export function conditionText(section: Section, key: string): string | undefined {
  const inner = section.section(key);
  if (inner === undefined) return section.text(key);
  const type = inner.text('type');
  const source = inner.text('source');
  return type === undefined || type === 'vrl' ? source : undefined;
}

/**
 * The conditions of a filter or a route. `or`: alternatives for each record. Undefined if podtail has no equal
 * condition.
 */
export interface FilterTerms {
  readonly all: readonly Term[];
  readonly or: readonly Values[];
}

export function filterTerms(text: string | undefined): FilterTerms | undefined {
  const condition = text === undefined ? undefined : parseCondition(text);
  if (condition === undefined) return undefined;
  const [first, ...others] = condition;
  if (first === undefined) return undefined;
  if (others.length === 0) return { all: first, or: [] };
  // Alternatives for one name of a log become one list of patterns.
  const alone = condition.map((terms) => (terms.length === 1 ? terms[0]! : undefined));
  const keys = new Set(alone.map((term) => (term?.kind === 'log' && !term.isNot ? term.key : undefined)));
  const [key] = keys;
  if (keys.size === 1 && key !== undefined) {
    const patterns = alone.flatMap((term) => (term?.kind === 'log' ? term.patterns : []));
    return { all: [{ kind: 'log', key, patterns, isNot: false }], or: [] };
  }
  const conditions = condition.map((terms) => conditionOf(terms));
  return conditions.includes(undefined) ? undefined : { all: [], or: conditions as Values[] };
}

/** Combines all terms into one condition on records, if that is possible. */
function conditionOf(terms: readonly Term[]): Values | undefined {
  let made: Values = {};
  for (const term of terms) {
    if (term.kind !== 'record' || term.isNot) return undefined;
    if (Object.keys(term.condition).some((key) => key in made)) return undefined;
    made = { ...made, ...term.condition };
  }
  return made;
}
