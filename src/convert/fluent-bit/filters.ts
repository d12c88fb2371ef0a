import type { ConversionInProgress, Values } from '../conversion.js';
import { createExpressions } from '../expressions.js';
import { lostRest } from '../lost-rest.js';
import { showPods } from '../pod-labels.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import type { Tags } from './tags.js';

/** Converts a filter; what it does is for the logs that its `Match` takes. */
export function convertFilter(
  filter: Section,
  parsers: ReadonlyMap<string, Section>,
  tags: Tags,
  conversion: ConversionInProgress,
): void {
  const { lost } = conversion;
  const name = (filter.text('name') ?? '').toLowerCase();
  const pattern = filter.text('match') ?? filter.text('match_regex');
  filter.ignore('alias', 'log_level', 'match_regex');
  const matched = tags.match(pattern);
  if (matched === 'unknown') {
    lost(filter.line, `the filter ${name} is for ${pattern}: say for which namespaces, pods and containers with match`);
  }
  const list = createTransformList(conversion, typeof matched === 'object' ? matched.match : undefined);
  const convert = FILTERS[name];
  if (convert === undefined) {
    lost(filter.line, `the filter ${name}${LOST_FILTERS[name] ?? ' has no counterpart in podtail'}`);
    filter.ignore(...filter.rest().map(({ key }) => key));
    return;
  }
  convert(filter, list, conversion, parsers);
  lostRest(filter, conversion);
}

const LOST_FILTERS: Readonly<Record<string, string>> = {
  lua: ' is a program. podtail has transforms for common cases, and defineTransform for your own code',
  wasm: ' is a program. podtail has transforms for common cases, and defineTransform for your own code',
  parser: ' extracts fields from text. Use parse in transforms',
  rewrite_tag:
    ' routes by what is in a record: sinks[].match routes by namespace, pod, container, labels, stream and level',
  log_to_metrics: ' makes metrics of lines. Use count in transforms',
  nest: ' moves fields. schema and json.under set the places of fields',
  geoip2: ' looks up addresses. podtail cannot',
  aws: ' gets metadata from the cloud. Set labels for each node instead',
  record_modifier: '',
  tensorflow: ' has no counterpart in podtail',
};

type ConvertFilter = (
  filter: Section,
  list: TransformList,
  conversion: ConversionInProgress,
  parsers: ReadonlyMap<string, Section>,
) => void;

const FILTERS: Readonly<Record<string, ConvertFilter>> = {
  kubernetes(filter, list, conversion) {
    const { lost, note } = conversion;
    note(filter.line, 'namespace, pod, uid and container come from the path, without the API server');
    const [labels, annotations] = [filter.flag('labels') !== false, filter.flag('annotations') !== false];
    if (labels || annotations) showPods(labels, annotations, filter.line, conversion);
    if (filter.flag('merge_log') === true) {
      const under = filter.text('merge_log_key');
      list.add('json', under === undefined ? { merge: true } : { under });
    }
    if (filter.flag('k8s-logging.exclude') === true) {
      lost(
        filter.lineOf('k8s-logging.exclude'),
        'the annotation fluentbit.io/exclude: podtail obeys podtail.dev/exclude in its place',
      );
    }
    if (filter.flag('k8s-logging.parser') === true) {
      lost(
        filter.lineOf('k8s-logging.parser'),
        'the annotation fluentbit.io/parser: podtail obeys podtail.dev/parser in its place, which names json, logfmt and so on',
      );
    }
    if (filter.flag('keep_log') === false)
      note(filter.lineOf('keep_log'), 'podtail keeps the message, unless json lifts another');
    filter.ignore(
      ...[
        'kube_url',
        'kube_ca_file',
        'kube_ca_path',
        'kube_token_file',
        'kube_tag_prefix',
        'kube_token_ttl',
        'kube_token_command',
      ],
      ...[
        'kube_meta_cache_ttl',
        'kube_meta_preload_cache_dir',
        'kube_meta_namespace_cache_ttl',
        'buffer_size',
        'use_kubelet',
      ],
      ...[
        'kubelet_host',
        'kubelet_port',
        'merge_log_trim',
        'merge_parser',
        'regex_parser',
        'tls.verify',
        'tls.debug',
        'tls.vhost',
      ],
      ...['use_journal', 'cache_use_docker_id', 'dns_retries', 'dns_wait_time', 'dummy_meta', 'namespace_labels'],
      ...['namespace_annotations', 'namespace_metadata_only', 'owner_references', 'use_tag_for_meta'],
    );
  },
  grep(filter, list, conversion) {
    const expressions = createExpressions(conversion);
    const isOr = filter.text('logical_op')?.toLowerCase() === 'or';
    const rules = [
      ...listOf(filter, 'regex').map((rule) => ['keep', rule] as const),
      ...listOf(filter, 'exclude').map((rule) => ['drop', rule] as const),
    ];
    for (const [step, { text, line }] of rules) {
      const [, field = '', written = ''] = /^(\S+)\s+(.*)$/.exec(text) ?? [];
      const message = expressions.checked(written.replace(/^\/(.*)\/$/, '$1'), line);
      if (message === undefined) continue;
      if (/^\$?(log|message|msg)$/.test(field)) {
        const current = list.latest(step)?.[step] as Values[] | undefined;
        if (current !== undefined && (step === 'drop' || isOr)) current.push({ message });
        else list.add(step, [{ message }]);
      } else if (/^\$?stream$/.test(field) && /^\^?std(out|err)\$?$/.test(message)) {
        list.add(step, [{ stream: message.replaceAll(/[$^]/g, '') }]);
      } else
        conversion.lost(
          line,
          `${step === 'keep' ? 'regex' : 'exclude'} ${text}: podtail keeps and drops by message, stream and level`,
        );
    }
  },
  throttle(filter, list, conversion) {
    const rate = filter.number('rate');
    const [window, interval] = [filter.number('window') ?? 5, filter.text('interval')];
    filter.ignore('print_status');
    if (rate === undefined) return;
    const entry = list.add('rateLimit', { lines: Math.max(1, Math.round(rate)), burst: `${Math.max(1, window)}s` });
    conversion.note(
      filter.line,
      `the limit is of each container, and a second's${interval === undefined ? '' : ` (interval ${interval})`}`,
      entry,
    );
  },
  multiline(filter, list, conversion, parsers) {
    const names = filter.texts('multiline.parser') ?? [];
    const languages = names.filter((name) => ['java', 'python', 'go', 'ruby'].includes(name));
    if (languages.length > 0) list.add('multiline', languages);
    for (const name of names.filter((name) => !languages.includes(name))) {
      if (['docker', 'cri'].includes(name)) continue;
      const [, start] = /"start_state"\s+"\/(.*?)\/"/.exec(parsers.get(name)?.texts('rule')?.join(',') ?? '') ?? [];
      if (start === undefined) conversion.lost(filter.line, `the multiline parser ${name} is not in this file`);
      else list.add('multiline', { start });
    }
    filter.ignore(
      'multiline.key_content',
      'mode',
      'buffer',
      'flush_ms',
      'emitter_name',
      'emitter_storage.type',
      'emitter_mem_buf_limit',
    );
  },
  modify: (filter, list, conversion) => convertFields(filter, list, conversion, ['add', 'set']),
  record_modifier: (filter, list, conversion) => convertFields(filter, list, conversion, ['record']),
};

/** Fields that are added become labels, and others get other names. */
function convertFields(
  filter: Section,
  list: TransformList,
  { lost, note }: ConversionInProgress,
  adding: readonly string[],
): void {
  const labels: Record<string, string> = {};
  for (const { text } of adding.flatMap((key) => listOf(filter, key))) {
    const [, name, value = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
    if (name !== undefined) labels[name] = value;
  }
  if (Object.keys(labels).length > 0) {
    const entry = list.add('labels', labels);
    note(filter.line, 'the added fields are under labels in each record', entry);
  }
  for (const key of [
    'remove_key',
    'allowlist_key',
    'whitelist_key',
    'remove',
    'remove_wildcard',
    'remove_regex',
    'copy',
    'hard_copy',
    'hard_rename',
    'condition',
    'uuid_key',
  ]) {
    for (const { text, line } of listOf(filter, key))
      lost(line, `${key} ${text}: podtail cannot remove fields, and has no conditions for them`);
  }
  const renames = listOf(filter, 'rename').map(({ text }) => text.split(/\s+/) as [string, string]);
  if (renames.length > 0) list.add('rename', Object.fromEntries(renames));
}

/** The values of a key that may stand there several times, in YAML as a list. */
export function listOf(section: Section, key: string): { text: string; line: number }[] {
  const line = section.lineOf(key);
  return (section.lines(key) ?? []).map((text) => ({ text, line }));
}
