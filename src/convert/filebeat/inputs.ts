import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText, milliseconds } from '../duration.js';
import { createExpressions } from '../expressions.js';
import { sayForAll } from '../for-all.js';
import { lostRest } from '../lost-rest.js';
import { ALL_PODS, addGlobs, isAllPods, namePatternsOf, namesInPath, podsGlob } from '../pod-paths.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import { convertProcessors } from './processors.js';

/** Keys that podtail does not need. */
const NOT_NEEDED = [
  ...['id', 'type', 'enabled', 'format', 'symlinks', 'close', 'clean_inactive', 'clean_removed', 'ignore_inactive'],
  ...['file_identity', 'prospector', 'take_over', 'harvester_buffer_size', 'scan_frequency', 'backoff', 'max_backoff'],
  ...[
    'backoff_factor',
    'harvester_limit',
    'close_inactive',
    'close_renamed',
    'close_removed',
    'close_eof',
    'close_timeout',
    'combine_partial',
  ],
  ...['delete', 'rotation', 'buffer_size', 'allow_deprecated_use', 'fields_under_root', 'publisher_pipeline'],
];

/** The place of an input among others. */
export interface InputContext {
  /** Whether no other input reads files. Then its settings may apply to all logs. */
  readonly isOnly: boolean;
  /** The logs of the input, besides its paths. */
  readonly match?: Values | undefined;
}

const READING = ['container', 'filestream', 'log', 'docker'];

/** Whether an input reads files. */
export function readsFiles(input: Section): boolean {
  return READING.includes(input.text('type') ?? 'filestream');
}

/** Converts an input that reads files. */
export function convertInput(input: Section, conversion: ConversionInProgress, { isOnly, match }: InputContext): void {
  const { config, lost, note } = conversion;
  const type = input.text('type') ?? 'filestream';
  if (!READING.includes(type)) {
    input.ignore(...input.rest().map(({ key }) => key));
    lost(input.line, `the input ${type}: podtail reads files and standard input`);
    return;
  }
  const paths = input.texts('paths') ?? [];
  const names = readPaths(paths, input, conversion, isOnly && match === undefined);
  const chosen = match ?? names;
  const isForAll = chosen === undefined && !isOnly;
  const list = createTransformList(conversion, isOnly && match === undefined ? undefined : chosen);
  const before = config.transforms.length;
  const stream = input.text('stream');
  if (stream === 'stdout' || stream === 'stderr') list.add('keep', [{ stream }]);
  if (input.flag('tail_files') === true) {
    config.startAt = 'end';
    if (!isOnly)
      lost(input.lineOf('tail_files'), 'startAt: end applies to all logs in podtail, not only to those of this input');
  }
  const older = input.text('ignore_older');
  if (older !== undefined && !/^0[smh]?$/.test(older))
    lost(input.lineOf('ignore_older'), `files older than ${older}: use since, which skips lines by their times`);
  const excluded = [
    ...(input.texts('exclude_files') ?? []),
    ...(input.section('prospector')?.section('scanner')?.texts('exclude_files') ?? []),
  ];
  const unknown = excluded.filter((expression) => !/^\.?\*?\\?\.(gz|zip|bz2)\$?$/.test(expression));
  if (unknown.length > 0) {
    lost(
      input.lineOf('exclude_files'),
      `the expressions of exclude_files (${unknown.join(', ')}): exclude has globs, namespace, pod and container have patterns`,
    );
  }
  for (const [name, parser] of input.named('parsers')) convertParser(name, parser, list, conversion);
  for (const name of ['multiline', 'json'] as const) {
    const section = input.section(name);
    if (section !== undefined) convertParser(name === 'json' ? 'ndjson' : name, section, list, conversion);
  }
  convertLines(input, list, conversion);
  const longest = input.text('message_max_bytes') ?? input.text('max_bytes');
  if (longest !== undefined) config.limits = { maxLineBytes: /^\d+$/.test(longest) ? Number(longest) : longest };
  const fields = input.mapping('fields');
  const tags = input.texts('tags');
  if (fields !== undefined || tags !== undefined) {
    const entry = list.add('labels', { ...fields, ...(tags && { tags: tags.join(',') }) });
    note(input.line, 'fields and tags are under labels in each record', entry);
  }
  convertProcessors(input.named('processors'), list, conversion);
  for (const key of ['pipeline', 'index', 'encoding', 'data_stream']) {
    const text = input.text(key);
    if (text !== undefined && !(key === 'encoding' && /^(utf-8|plain)$/.test(text)))
      lost(input.lineOf(key), `${key} ${text} of an input`);
    input.ignore(key);
  }
  if (isForAll) sayForAll(input.line, config.transforms.slice(before), 'this input', conversion);
  input.ignore(...NOT_NEEDED);
  input.section('containers')?.ignore('ids', 'path', 'stream');
  lostRest(input, conversion);
}

/** Converts the paths of an input. Returns the names of pods in them, if there are any. */
function readPaths(
  paths: readonly string[],
  input: Section,
  { config, lost, note }: ConversionInProgress,
  isOnly: boolean,
): Values | undefined {
  const line = input.lineOf('paths');
  const pods = paths.filter((path) => /^\/var\/log\/(containers|pods)\/|\/containers\/.*\$\{data\./.test(path));
  if (pods.length > 0 || paths.length === 0 || input.text('type') === 'docker')
    note(input.line, 'podtail reads /var/log/pods, to which the links in /var/log/containers lead');
  if (paths.length === 0) addGlobs(config, 'include', [ALL_PODS]);
  let only: Values | undefined;
  for (const path of paths) {
    // Autodiscovery inserts the id of a container here.
    if (isAllPods(path) || path.includes('${data.')) {
      addGlobs(config, 'include', [ALL_PODS]);
      continue;
    }
    const names = namesInPath(path);
    const [first, ...others] = names;
    if (first === undefined && path.startsWith('/var/log/containers/'))
      lost(line, `the path ${path}: add its files in /var/log/pods to include`);
    else if (first === undefined) addGlobs(config, 'include', [path]);
    else if (paths.length === 1 && others.length === 0) {
      only = namePatternsOf(first);
      if (isOnly) Object.assign(config, only);
      else addGlobs(config, 'include', [podsGlob(first)]);
    } else addGlobs(config, 'include', names.map(podsGlob));
  }
  return only;
}

function convertParser(name: string, parser: Section, list: TransformList, conversion: ConversionInProgress): void {
  const { lost } = conversion;
  if (name === 'container') {
    const stream = parser.text('stream');
    parser.ignore('format', 'stream');
    if (stream === 'stdout' || stream === 'stderr') list.add('keep', [{ stream }]);
    return;
  }
  if (name === 'ndjson') {
    const target = parser.text('target');
    const isMerged = target === undefined ? parser.flag('keys_under_root') === true || parser.has('target') : false;
    const key = parser.text('message_key');
    const lift = key === undefined ? {} : { lift: { message: [key] } };
    list.add('json', isMerged ? { merge: true, ...lift } : { under: target ?? 'json', ...lift });
    parser.ignore('overwrite_keys', 'expand_keys', 'add_error_key', 'ignore_decoding_error', 'document_id');
    return;
  }
  if (name !== 'multiline') {
    parser.ignore(...parser.rest().map(({ key }) => key));
    lost(parser.line, `the parser ${name} has no counterpart in podtail`);
    return;
  }
  const type = parser.text('type') ?? 'pattern';
  const pattern = createExpressions(conversion).checked(parser.text('pattern'), parser.lineOf('pattern'));
  const [negate, match] = [parser.flag('negate') ?? false, parser.text('match') ?? 'after'];
  const timeout = milliseconds(parser.text('timeout'));
  const maxLines = parser.number('max_lines');
  if (type !== 'pattern' || match !== 'after' || parser.has('flush_pattern') || parser.has('count_lines')) {
    parser.ignore('flush_pattern', 'count_lines', 'skip_newline');
    lost(parser.line, 'podtail joins a line to the one before it, by start or continue');
    return;
  }
  if (pattern === undefined) return;
  const limits = {
    ...(timeout !== undefined && { timeout: durationText(timeout) }),
    ...(maxLines !== undefined && { maxLines }),
  };
  list.add('multiline', { ...(negate ? { start: pattern } : { continue: pattern }), ...limits });
}

function convertLines(input: Section, list: TransformList, conversion: ConversionInProgress): void {
  const expressions = createExpressions(conversion);
  for (const [key, step] of [
    ['include_lines', 'keep'],
    ['exclude_lines', 'drop'],
  ] as const) {
    const conditions: Values[] = (input.lines(key) ?? []).flatMap((expression) => {
      const message = expressions.checked(expression, input.lineOf(key));
      return message === undefined ? [] : [{ message }];
    });
    if (conditions.length > 0) list.add(step, conditions);
  }
}
