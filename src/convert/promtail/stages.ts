import type { ConversionInProgress } from '../conversion.js';
import { createExpressions, type Expressions } from '../expressions.js';
import { combined } from '../log-match.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import { convertMetrics } from './count-metrics.js';
import { durationOf } from './duration-of.js';
import { createExtraction } from './extract.js';
import { groupReplacement } from './replace-group.js';
import { parseSelector } from './selector.js';

export interface StageContext {
  /** Loki labels so far, and their templates. Stages add to them. */
  readonly labels: Map<string, string>;
  readonly transforms: TransformList;
  readonly conversion: ConversionInProgress;
  /** Whether there is no other scrape configuration, and no `match` around the stages. */
  readonly isOnly: boolean;
}

/** Stages that read what the runtime writes. */
const RUNTIMES: readonly string[] = ['cri', 'docker'];

/** Whether stages only parse the format of the runtime, which podtail recognises without a setting. */
function isFormat(stages: Stages): boolean {
  return stages.every(([name]) => [...RUNTIMES, 'static_labels', 'labeldrop'].includes(name));
}

type Stages = readonly (readonly [name: string, section: Section])[];

/**
 * Converts the stages of a pipeline: https://grafana.com/docs/loki/latest/send-data/promtail/stages/. Returns the
 * tenant, if they set one.
 */
export function convertStages(stages: Stages, context: StageContext): string | undefined {
  const { conversion } = context;
  const converter = createStageConverter(context, createExpressions(conversion));
  for (const [name, stage] of stages) {
    const convert = converter.stages[name];
    if (convert === undefined) {
      conversion.lost(stage.line, `the stage ${name}${LOST_STAGES[name] ?? ' has no counterpart in podtail'}`);
      stage.ignore(...stage.rest().map(({ key }) => key.split('.')[0]!));
    } else convert(stage);
  }
  return converter.tenant();
}

/** Why a stage has no counterpart, and what to do instead. */
const LOST_STAGES: Readonly<Record<string, string>> = {
  template: ' computes texts. podtail cannot',
  pack: ' puts labels into the line. podtail sends them as structured metadata',
  decolorize: ' removes colours. podtail keeps them, and finds levels in coloured lines',
  geoip: ' looks up addresses. podtail cannot',
  eventlogmessage: ' is for Windows',
};

function createStageConverter(context: StageContext, expressions: Expressions) {
  const { labels, transforms, conversion, isOnly } = context;
  const { lost, note } = conversion;
  const extraction = createExtraction(transforms, conversion, expressions);
  let tenant: string | undefined;

  function convertLabels(names: Readonly<Record<string, string>>, line: number): void {
    for (const [label, written] of Object.entries(names)) {
      const source = written === '' ? label : written;
      if (/^(level|severity|lvl)$/i.test(source)) {
        if (extraction.has(source)) extraction.lift('level', source, line, `the label ${label}`);
        labels.set(label, '${level}');
      } else if (labels.has(source)) labels.set(label, labels.get(source)!);
      else
        lost(
          line,
          `the label ${label} comes from the line; podtail sends it as structured metadata: {…} | ${label}="…"`,
        );
    }
  }

  function convertDrop(stage: Section): void {
    const source = stage.text('source');
    const [expression, value] = [stage.text('expression'), stage.text('value')];
    stage.ignore('drop_counter_reason', 'separator');
    for (const key of ['older_than', 'longer_than'] as const) {
      const limit = stage.text(key);
      if (limit === undefined) continue;
      const instead = key === 'longer_than' ? '; limits.maxLineBytes cuts long lines, and marks them' : '';
      lost(stage.lineOf(key), `podtail drops no line because it is ${key.replace('_', ' ')} ${limit}${instead}`);
    }
    if (expression === undefined && value === undefined) return;
    if (source === undefined) {
      const message =
        expression === undefined ? undefined : expressions.checked(expression, stage.lineOf('expression'));
      if (message !== undefined) transforms.add('drop', [{ message }]);
      return;
    }
    const levels = levelsOf(value ?? expression!);
    if (/^(level|severity|lvl)$/i.test(source) && levels !== undefined) {
      const entry = extraction.isAny ? undefined : transforms.add('level', 'detect');
      transforms.add('drop', [{ level: levels }]);
      if (entry !== undefined) note(stage.line, 'level: detect finds the levels', entry);
    } else lost(stage.line, `lines are dropped by ${source}; podtail drops by message, stream and level`);
  }

  function convertMatch(stage: Section): void {
    const written = stage.text('selector') ?? '';
    const selector = parseSelector(written, labels);
    stage.ignore('pipeline_name', 'drop_counter_reason');
    const action = stage.text('action') ?? 'keep';
    const inner = stage.named('stages');
    if (
      selector === undefined &&
      action !== 'drop' &&
      inner.some(([name]) => RUNTIMES.includes(name)) &&
      isFormat(inner)
    ) {
      convertStages(inner, context);
      return;
    }
    if (selector === undefined) {
      lost(stage.line, `the stages for ${written}: podtail matches by namespace, pod, container and stream`);
      for (const [, one] of inner) one.ignore(...one.rest().map(({ key }) => key.split('.')[0]!));
      return;
    }
    const { conditions } = selector;
    const match = combined(transforms.match, selector.match);
    if (match === undefined) {
      lost(stage.line, `the stages for ${written}: two conditions on the same name`);
      for (const [, one] of inner) one.ignore(...one.rest().map(({ key }) => key.split('.')[0]!));
      return;
    }
    transforms.begin();
    const list = createTransformList(conversion, Object.keys(match).length === 0 ? undefined : match);
    if (action === 'drop') list.add('drop', conditions.length === 0 ? [{ message: '^' }] : conditions);
    else if (conditions.length > 0 && inner.every(([name]) => name === 'metrics')) {
      for (const [, metrics] of inner) convertMetrics(metrics, conditions[0], list, conversion);
      return;
    } else if (conditions.length > 0)
      lost(stage.line, `stages for lines that match ${written}: podtail has transforms for logs, not for single lines`);
    if (action !== 'drop') convertStages(inner, { ...context, transforms: list, isOnly: false });
  }

  const stages: Readonly<Record<string, (stage: Section) => void>> = {
    docker: () => void labels.set('stream', '${stream}'),
    cri(stage) {
      stage.ignore('max_partial_lines', 'max_partial_line_size', 'max_partial_line_size_truncate');
      labels.set('stream', '${stream}');
    },
    ...extraction.stages,
    multiline(stage) {
      const start = expressions.checked(stage.text('firstline'), stage.lineOf('firstline'));
      const [timeout, maxLines] = [durationOf(stage, 'max_wait_time') ?? '3s', stage.number('max_lines') ?? 128];
      if (start !== undefined) transforms.add('multiline', { start, timeout, maxLines });
    },
    labels: (stage) => convertLabels(allOf(stage), stage.line),
    structured_metadata(stage) {
      const names = Object.keys(allOf(stage));
      if (extraction.isAny) note(stage.line, 'all fields that are extracted from a line become structured metadata');
      else lost(stage.line, `structured metadata ${names.join(', ')} comes from no line`);
    },
    static_labels(stage) {
      const given = allOf(stage);
      if (isOnly || Object.values(given).every((value) => value === '')) {
        // An empty text removes a label.
        for (const [name, value] of Object.entries(given)) {
          if (value === '') labels.delete(name);
          else labels.set(name, value);
        }
      } else {
        const entry = transforms.add('labels', given);
        lost(stage.line, 'labels of some logs only become structured metadata, not Loki labels', entry);
      }
    },
    labeldrop(stage) {
      for (const name of stageList(stage)) labels.delete(name);
    },
    labelallow(stage) {
      const allowed = new Set(stageList(stage));
      for (const name of labels.keys()) if (!allowed.has(name)) labels.delete(name);
    },
    timestamp(stage) {
      const source = stage.text('source');
      const [format, location] = [stage.text('format'), stage.text('location')];
      stage.ignore('fallback_formats', 'action_on_failure');
      if (location !== undefined && !/^(utc|etc\/utc)$/i.test(location))
        lost(stage.lineOf('location'), `the zone ${location}: podtail treats times without a zone as UTC`);
      if (format !== undefined && !isKnownTime(format))
        lost(
          stage.lineOf('format'),
          `the time format ${format}: docs/transforms.md (json) lists the formats that podtail reads`,
        );
      if (source !== undefined && source !== 'time' && source !== 'timestamp')
        extraction.lift('time', source, stage.line, 'the time');
      else if (source !== undefined && extraction.has(source)) extraction.lift('time', source, stage.line, 'the time');
      else note(stage.line, "the time is the container runtime's");
    },
    output(stage) {
      const source = stage.text('source');
      if (source !== undefined) extraction.lift('message', source, stage.line, 'the message');
    },
    tenant(stage) {
      const [label, source, value] = [stage.text('label'), stage.text('source'), stage.text('value')];
      const made = value ?? (label === undefined ? undefined : labels.get(label));
      if (made === undefined || !isOnly)
        lost(
          stage.line,
          `a tenant from ${label ?? source ?? 'some logs only'}: podtail derives it from the names of the pod`,
        );
      else tenant = made;
    },
    drop: convertDrop,
    match: convertMatch,
    replace(stage) {
      const [expression, text = ''] = [stage.text('expression'), stage.text('replace')];
      const made = expression === undefined ? undefined : groupReplacement(expression, text);
      const match = made && expressions.checked(made.match, stage.lineOf('expression'));
      if (stage.text('source') !== undefined)
        lost(stage.lineOf('source'), 'podtail replaces in the whole record, not in one field');
      if (made === undefined || match === undefined)
        lost(stage.line, `podtail cannot replace ${expression ?? ''} with ${text} in this way`);
      else transforms.add('redact', { patterns: [{ match, replace: made.replace }] });
    },
    metrics: (stage) => convertMetrics(stage, undefined, transforms, conversion),
    luhn: () => void transforms.add('redact', { builtin: ['card'] }),
    limit(stage) {
      const [rate = 0, burst = 0] = [stage.number('rate'), stage.number('burst')];
      const label = stage.text('by_label_name');
      stage.ignore('max_distinct_labels');
      const seconds = Math.max(1, Math.round(rate > 0 ? burst / rate : 1));
      const action = stage.flag('drop') === true ? 'drop' : 'delay';
      const entry = transforms.add('rateLimit', { lines: Math.max(1, Math.round(rate)), burst: `${seconds}s`, action });
      const by = label === undefined ? 'all logs together' : `each ${label}`;
      if (labels.get(label ?? '') !== '${container}')
        lost(stage.line, `the limit applies to each container, not to ${by}`, entry);
    },
    sampling(stage) {
      const rate = stage.number('rate');
      if (rate !== undefined) transforms.add('sample', rate);
    },
  };
  return { stages, tenant: () => tenant };
}

/**
 * Whether podtail reads times in that format
 * (https://grafana.com/docs/loki/latest/send-data/promtail/stages/timestamp/).
 */
function isKnownTime(format: string): boolean {
  const named = /^(ANSIC|UnixDate|RFC822Z?|RFC850|RFC1123Z?|RFC3339|RFC3339Nano|Unix|UnixMs|UnixUs|UnixNs)$/;
  const year = /\b2006[-/]0[12]|2006\b/.test(format);
  const isDayFirst = /^_?0?2[-/.]0?1[-/.]/.test(format);
  return named.test(format) || (year && /\b(15|03|3):04:05/.test(format) && !isDayFirst);
}

/** The entries of a stage that consists of a mapping, such as `labels`. */
function allOf(stage: Section): Readonly<Record<string, string>> {
  const names = stage.rest().map(({ key }) => key);
  return Object.fromEntries(
    names.map((name) => {
      const text = stage.text(name) ?? '';
      stage.ignore(name);
      return [name, text];
    }),
  );
}

/** The texts of a stage that consists of a list, such as `labeldrop: [a, b]`. */
function stageList(stage: Section): readonly string[] {
  return stage.texts('') ?? [];
}

/** The levels of podtail in an expression of alternatives, or in a single name. */
function levelsOf(expression: string): readonly string[] | undefined {
  const names = expression
    .toLowerCase()
    .replace(/^\(\?i\)/, '')
    .replace(/^\^?\(?|\)?\$?$/g, '')
    .split('|');
  const levels = names.map(
    (name) => ({ warning: 'warn', err: 'error', critical: 'fatal', information: 'info' })[name] ?? name,
  );
  const known = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  return levels.every((level) => known.includes(level)) ? [...new Set(levels)] : undefined;
}
