import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText, milliseconds } from '../duration.js';
import { createExpressions } from '../expressions.js';
import { lostRest } from '../lost-rest.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import { convertProcessors } from './processors.js';

/** What Filebeat does by itself that podtail does differently, or need not do. */
const NOT_NEEDED = [
  ...[
    'id',
    'type',
    'enabled',
    'stream',
    'format',
    'symlinks',
    'close',
    'clean_inactive',
    'clean_removed',
    'ignore_inactive',
  ],
  ...[
    'file_identity',
    'prospector',
    'take_over',
    'harvester_buffer_size',
    'scan_frequency',
    'backoff',
    'max_backoff',
    'tail_files',
  ],
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
  ...[
    'delete',
    'rotation',
    'buffer_size',
    'allow_deprecated_use',
    'ignore_older',
    'fields_under_root',
    'publisher_pipeline',
  ],
];

/** Converts an input that reads files. */
export function convertInput(input: Section, conversion: ConversionInProgress): void {
  const { config, lost, note } = conversion;
  const type = input.text('type') ?? 'filestream';
  if (!['container', 'filestream', 'log', 'docker'].includes(type)) {
    input.ignore(...input.rest().map(({ key }) => key));
    lost(input.line, `the input ${type}: podtail reads files and standard input`);
    return;
  }
  const paths = (input.texts('paths') ?? []).filter(
    (path) => !/^\/var\/log\/(containers|pods)\//.test(path) && !path.includes('${data.'),
  );
  if (paths.length > 0) config.include = [...((config.include as string[] | undefined) ?? []), ...paths];
  else note(input.line, 'podtail reads /var/log/pods, to which the links in /var/log/containers lead');
  const stream = input.text('stream');
  const list = createTransformList(conversion);
  if (stream === 'stdout' || stream === 'stderr') list.add('keep', [{ stream }]);
  const excluded = [
    ...(input.texts('exclude_files') ?? []),
    ...(input.section('prospector')?.section('scanner')?.texts('exclude_files') ?? []),
  ];
  if (excluded.length > 0) {
    lost(
      input.lineOf('exclude_files'),
      `the expressions of exclude_files (${excluded.join(', ')}): exclude has globs, namespace, pod and container have patterns`,
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
    list.add('labels', { ...fields, ...(tags && { tags: tags.join(',') }) });
  }
  convertProcessors(input.named('processors'), list, conversion);
  for (const key of ['pipeline', 'index', 'encoding', 'data_stream']) {
    const text = input.text(key);
    if (text !== undefined && !(key === 'encoding' && /^(utf-8|plain)$/.test(text)))
      lost(input.lineOf(key), `${key} ${text} of an input`);
    input.ignore(key);
  }
  input.ignore(...NOT_NEEDED);
  input.section('containers')?.ignore('ids', 'path', 'stream');
  lostRest(input, conversion);
}

function convertParser(name: string, parser: Section, list: TransformList, conversion: ConversionInProgress): void {
  const { lost } = conversion;
  if (name === 'container') {
    parser.ignore('stream', 'format');
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
    lost(parser.line, 'podtail joins lines to the one before them, by what a record begins or goes on with');
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
