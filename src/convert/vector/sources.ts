import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText } from '../duration.js';
import { createExpressions } from '../expressions.js';
import { lostRest } from '../lost-rest.js';
import { ALL_PODS, addGlobs } from '../pod-paths.js';
import type { Section } from '../source-section.js';
import { createTransformList } from '../transform-list.js';
import type { Component } from './graph.js';

/** Keys of sources that podtail does not need. */
const NOT_NEEDED = [
  ...['type', 'self_node_name', 'max_read_bytes', 'fingerprint_lines', 'fingerprint', 'glob_minimum_cooldown_ms'],
  ...['ingestion_timestamp_field', 'timezone', 'data_dir', 'kube_config_file', 'use_apiserver_cache'],
  ...['line_delimiter', 'ignore_not_found', 'oldest_first', 'remove_after_secs', 'rotate_wait_secs'],
  ...['internal_metrics', 'log_namespace'],
  ...['ignore_checkpoints', 'acknowledgements', 'insert_namespace_fields', 'delay_deletion_ms', 'ignored_header_bytes'],
  ...['docker_host', 'tls', 'retry_backoff_secs', 'partial_event_marker_field', 'auto_partial_merge'],
];

/** Names of fields of the records. */
const FIELD_NAMES = [
  ...['file_key', 'offset_key', 'host_key'],
  ...['namespace_annotation_fields', 'node_annotation_fields', 'pod_annotation_fields'],
];

/** Labels of pods that a source selects, with patterns of their values. */
type Selected = Readonly<Record<string, readonly string[]>>;

/** Converts a source. Returns its conditions on labels of pods, for the `match` of the sinks. */
export function convertSource(
  { name, type, section }: Component,
  isOnly: boolean,
  conversion: ConversionInProgress,
): Selected {
  const { config, lost, note } = conversion;
  if (type !== 'kubernetes_logs' && type !== 'file' && type !== 'docker_logs') {
    section.ignore(...section.rest().map(({ key }) => key));
    if (type === 'internal_metrics' || type === 'internal_logs')
      note(section.line, `the source ${name}: podtail logs on standard error, and listen serves its metrics`);
    else lost(section.line, `the source ${name} (${type}): podtail reads files and standard input`);
    return {};
  }
  const selected = type === 'kubernetes_logs' ? convertKubernetes(section, conversion) : {};
  if (type === 'docker_logs') convertDocker(section, conversion);
  const include = [...(section.texts('include') ?? []), ...(section.texts('include_paths_glob_patterns') ?? [])];
  if (type === 'kubernetes_logs' && include.length === 0) include.push(ALL_PODS);
  addGlobs(config, 'include', include);
  addTo(config, 'exclude', [
    ...(section.texts('exclude') ?? []),
    ...(section.texts('exclude_paths_glob_patterns') ?? []),
  ]);
  const from = section.text('read_from');
  const isFromEnd = from === 'end' || (from === undefined && section.flag('start_at_beginning') === false);
  if (isFromEnd) {
    config.startAt = 'end';
    if (!isOnly) lost(section.line, 'startAt: end applies to all logs in podtail, not only to those of this source');
  }
  const longest = section.number('max_line_bytes') ?? section.number('max_merged_line_bytes');
  if (longest !== undefined) config.limits = { ...(config.limits as Values | undefined), maxLineBytes: longest };
  const ignored = section.number('ignore_older_secs') ?? section.number('ignore_older');
  if (ignored !== undefined) {
    config.since = durationText(ignored * 1000);
    if (!isOnly) lost(section.line, 'since applies to all logs in podtail, not only to those of this source');
    note(
      section.lineOf('ignore_older_secs'),
      'since compares the times of the lines, counted from the start of podtail',
    );
  }
  const multiline = section.section('multiline');
  convertMultiline(multiline, conversion);
  if (multiline !== undefined && !isOnly)
    lost(
      multiline.line,
      'multiline applies to all logs in podtail, not only to those of this source; add a match to limit it',
    );
  for (const key of FIELD_NAMES) {
    if (section.has(key)) note(section.lineOf(key), `${key}: schema determines the fields and their names`);
  }
  section.ignore(...FIELD_NAMES);
  section.ignore(...NOT_NEEDED);
  lostRest(section, conversion);
  return selected;
}

function convertKubernetes(section: Section, { config, lost, note }: ConversionInProgress): Selected {
  const selected: Record<string, readonly string[]> = {};
  for (const key of ['extra_label_selector', 'extra_field_selector', 'extra_namespace_label_selector']) {
    const selector = section.text(key);
    if (selector === undefined) continue;
    const label = /^([\w./-]+)\s*(!?=)=?\s*([\w.-]+)$/.exec(selector);
    if (key === 'extra_label_selector' && label !== null) {
      const [, name, operator, value] = label;
      note(
        section.lineOf(key),
        'labels of pods come from the kubelet, which needs a permission: see docs/pod-labels.md',
      );
      config.kubernetes ??= {};
      selected[name!] = [operator === '!=' ? `!${value}` : value!];
    } else if (key === 'extra_field_selector' && /^metadata\.namespace(!?=)=?[\w-]+$/.test(selector)) {
      const [, operator, value] = /(!?=)=?([\w-]+)$/.exec(selector)!;
      addTo(config, 'namespace', [operator === '!=' ? `!${value}` : value!]);
    } else lost(section.lineOf(key), `${key} ${selector}: select logs with namespace, pod, container, or match`);
  }
  if (section.flag('auto_partial_merge') === false)
    lost(section.lineOf('auto_partial_merge'), 'podtail always joins the pieces of a line');
  note(
    section.line,
    'podtail finds pods by /var/log/pods, without the API server; their labels with kubernetes.labels',
  );
  return selected;
}

function convertDocker(section: Section, { config, lost, note }: ConversionInProgress): void {
  addTo(config, 'include', ['/var/lib/docker/containers/*/*-json.log']);
  note(section.line, "podtail reads Docker's log files, not its API: the containers need the log driver json-file");
  for (const key of ['include_containers', 'exclude_containers', 'include_images', 'include_labels']) {
    const names = section.texts(key);
    if (names !== undefined)
      lost(
        section.lineOf(key),
        `${key} ${names.join(', ')}: outside of Kubernetes podtail knows only the ids of containers`,
      );
  }
}

function convertMultiline(multiline: Section | undefined, conversion: ConversionInProgress): void {
  if (multiline === undefined) return;
  const { checked } = createExpressions(conversion);
  const mode = multiline.text('mode') ?? '';
  const start = checked(multiline.text('start_pattern'), multiline.lineOf('start_pattern'));
  const condition = checked(multiline.text('condition_pattern'), multiline.lineOf('condition_pattern'));
  const timeout = multiline.number('timeout_ms');
  const limits = timeout === undefined ? {} : { timeout: durationText(timeout) };
  const list = createTransformList(conversion);
  if (mode === 'halt_before' && condition !== undefined) list.add('multiline', { start: condition, ...limits });
  else if (mode === 'continue_through' && condition !== undefined)
    list.add('multiline', { continue: condition, ...limits });
  else
    conversion.lost(
      multiline.line,
      `multiline with mode ${mode} (start ${start}): podtail joins a line to the one before it, by start or continue`,
    );
}

function addTo(config: ConversionInProgress['config'], key: string, values: readonly string[]): void {
  if (values.length > 0) config[key] = [...((config[key] as string[] | undefined) ?? []), ...values];
}
