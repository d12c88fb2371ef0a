import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText, milliseconds } from '../duration.js';
import { createExpressions } from '../expressions.js';
import { sayForAll } from '../for-all.js';
import { combined, negated } from '../log-match.js';
import { lostRest } from '../lost-rest.js';
import { partPatterns } from '../name-patterns.js';
import { askForPods, showPods } from '../pod-labels.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import { fieldMatch } from './field-names.js';
import { listOf } from './list-of.js';
import { convertParser } from './parsers.js';
import type { Tags } from './tags.js';

/** Converts a filter. The result applies to the logs of its `Match`. */
export function convertFilter(
  filter: Section,
  parsers: ReadonlyMap<string, Section>,
  tags: Tags,
  conversion: ConversionInProgress,
): void {
  const { lost } = conversion;
  const name = (filter.text('name') ?? '').toLowerCase();
  const pattern = filter.text('match') ?? filter.text('match_regex');
  const isExpression = !filter.has('match') && filter.has('match_regex');
  filter.ignore('alias', 'log_level', 'match_regex');
  const matched = tags.match(pattern, isExpression);
  if (name === 'rewrite_tag') {
    convertRetag(filter, pattern, tags, conversion);
    return;
  }
  if (matched === 'none') {
    filter.ignore(...filter.rest().map(({ key }) => key));
    conversion.note(filter.line, `the filter ${name} applies only to ${pattern}, whose input could not be converted`);
    return;
  }
  const before = conversion.config.transforms.length;
  const list = createTransformList(conversion, typeof matched === 'object' ? matched.match : undefined);
  const convert = FILTERS[name];
  if (convert === undefined) {
    lost(filter.line, `the filter ${name}${LOST_FILTERS[name] ?? ' has no counterpart in podtail'}`);
    filter.ignore(...filter.rest().map(({ key }) => key));
    return;
  }
  convert(filter, list, conversion, parsers);
  if (matched === 'unknown')
    sayForAll(filter.line, conversion.config.transforms.slice(before), `the filter ${name} for ${pattern}`, conversion);
  lostRest(filter, conversion);
}

const LOST_FILTERS: Readonly<Record<string, string>> = {
  lua: ' is a program. podtail has transforms for common cases, and defineTransform for your own code',
  wasm: ' is a program. podtail has transforms for common cases, and defineTransform for your own code',
  log_to_metrics: ' makes metrics of lines. Use count in transforms',
  nest: ' moves fields. schema and json.under set the places of fields',
  geoip2: ' looks up addresses. podtail cannot',
  aws: ' gets metadata from the cloud. Set labels for each node instead',
  record_modifier: '',
  tensorflow: ' has no counterpart in podtail',
};

/** Converts other tags for some logs into the `match` of the outputs for these tags. */
function convertRetag(
  filter: Section,
  pattern: string | undefined,
  tags: Tags,
  conversion: ConversionInProgress,
): void {
  for (const { text, line } of listOf(filter, 'rule')) {
    const [, field = '', expression = '', tag = '', keeps] = /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)$/.exec(text.trim()) ?? [];
    const patterns = partPatterns(expression);
    const match = patterns && fieldMatch(field, patterns);
    const made = tag.replaceAll(/\$TAG(\[\d+\])?/g, '*').replaceAll(/\$[\w.]+(\['?[\w./-]+'?\])*/g, '*');
    if (match !== undefined && tags.retag(pattern, made, match, /^(true|on|yes)$/i.test(keeps ?? ''))) {
      if (match.labels !== undefined) askForPods(LABELS, line, conversion);
      conversion.note(line, `the tag ${tag}: podtail uses match of the sinks instead`);
    } else {
      conversion.lost(
        line,
        `the tag ${tag} for ${field} ${expression}: sinks[].match routes by namespace, pod, container, labels, stream and level`,
      );
    }
  }
  filter.ignore('emitter_name', 'emitter_storage.type', 'emitter_mem_buf_limit', 'recursion');
  lostRest(filter, conversion);
}

/** A template that uses labels of pods. */
const LABELS = '${labels.}';

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
        'the annotation fluentbit.io/exclude: podtail uses podtail.dev/exclude instead',
      );
    }
    if (filter.flag('k8s-logging.parser') === true) {
      lost(
        filter.lineOf('k8s-logging.parser'),
        'the annotation fluentbit.io/parser: podtail uses podtail.dev/parser instead, with json, logfmt and so on',
      );
    }
    if (filter.flag('keep_log') === false)
      note(filter.lineOf('keep_log'), 'podtail keeps the message, unless json lifts another');
    for (const key of ['namespace_labels', 'namespace_annotations', 'namespace_metadata_only', 'owner_references']) {
      if (filter.flag(key) === true)
        lost(filter.lineOf(key), `${key}: the kubelet has only labels and annotations of pods`);
    }
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
      ...['use_journal', 'cache_use_docker_id', 'dns_retries', 'dns_wait_time', 'dummy_meta', 'use_tag_for_meta'],
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
      } else if (isOr || !addNames(filter, list, step, field, message, conversion)) {
        conversion.lost(
          line,
          `${step === 'keep' ? 'regex' : 'exclude'} ${text}: podtail keeps and drops by message, stream, level, and names and labels of pods`,
        );
      }
    }
  },
  throttle(filter, list, conversion) {
    const rate = filter.number('rate');
    const [window, interval] = [filter.number('window') ?? 5, milliseconds(filter.text('interval') ?? '1s')];
    filter.ignore('print_status');
    if (rate === undefined) return;
    const seconds = Math.max(1, (interval ?? 1000) / 1000);
    const entry = list.add('rateLimit', {
      lines: Math.max(1, Math.round(rate / seconds)),
      burst: durationText(Math.min(3600, Math.max(1, Math.round(window * seconds))) * 1000),
      action: 'drop',
    });
    conversion.lost(filter.line, 'the limit applies to each container, not to all together', entry);
  },
  multiline(filter, list, conversion, parsers) {
    for (const name of filter.texts('multiline.parser') ?? [])
      convertParser(name, filter.lineOf('multiline.parser'), parsers, list, conversion);
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
  parser(filter, list, conversion, parsers) {
    const key = filter.text('key_name') ?? 'log';
    const names = (filter.lines('parser') ?? []).map((name) => name.trim());
    filter.ignore('reserve_data', 'preserve_key', 'unescape_key');
    if (!/^(log|message|msg)$/.test(key)) {
      conversion.lost(filter.lineOf('key_name'), `the field ${key} is parsed: podtail parses the message`);
      return;
    }
    const [first, ...others] = names;
    if (first !== undefined) convertParser(first, filter.lineOf('parser'), parsers, list, conversion);
    for (const name of others)
      conversion.lost(
        filter.lineOf('parser'),
        `the parser ${name}, for lines that ${first} does not parse: add an entry of transforms with a match`,
      );
  },
  modify: (filter, list, conversion) => convertFields(filter, list, conversion, ['add', 'set']),
  record_modifier: (filter, list, conversion) => convertFields(filter, list, conversion, ['record']),
};

/** Converts a condition on a name or a label of the pod: drops the records of all other logs. */
function addNames(
  filter: Section,
  list: TransformList,
  step: 'keep' | 'drop',
  field: string,
  expression: string,
  conversion: ConversionInProgress,
): boolean {
  const patterns = partPatterns(expression);
  const asked = patterns && fieldMatch(field, patterns);
  const dropped = step === 'drop' ? asked : asked && negated(asked);
  const match = dropped && combined(list.match, dropped);
  if (match === undefined) return false;
  if (match.labels !== undefined) askForPods(LABELS, filter.line, conversion);
  createTransformList(conversion, match).add('drop', [{ message: '^' }]);
  return true;
}

/** Converts added fields into labels, and renamed fields into `rename`. */
function convertFields(
  filter: Section,
  list: TransformList,
  { lost, note }: ConversionInProgress,
  adding: readonly string[],
): void {
  const conditions = listOf(filter, 'condition');
  if (conditions.length > 0) {
    for (const { text, line } of conditions)
      lost(
        line,
        `the changes under the condition ${text}: podtail has no conditions on fields, and makes none of them`,
      );
    filter.ignore(...filter.rest().map(({ key }) => key));
    return;
  }
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
    'uuid_key',
  ]) {
    for (const { text, line } of listOf(filter, key))
      lost(line, `${key} ${text}: podtail cannot remove fields, and has no conditions on them`);
  }
  const renames = listOf(filter, 'rename').map(({ text }) => text.split(/\s+/) as [string, string]);
  if (renames.length > 0) list.add('rename', Object.fromEntries(renames));
}
