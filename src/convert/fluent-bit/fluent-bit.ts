import { type Conversion, type ConversionInProgress, createConversion } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import { createSection, type Section } from '../source-section.js';
import { convertFilter } from './filters.js';
import { convertOutput } from './outputs.js';
import type { FluentSection } from './read-classic.js';
import { createTags } from './tags.js';

/** Converts a configuration of Fluent Bit. Keys: https://docs.fluentbit.io/manual */
export function convertFluentBit(sections: readonly FluentSection[]): Conversion {
  const conversion = createConversion();
  conversion.config.stateDir = '/var/lib/podtail';
  conversion.config.schema = 'fluent-bit';
  const of = (...kinds: readonly string[]): Section[] =>
    sections
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ node }) => createSection(node, (key) => key.toLowerCase()));
  const parsers = new Map(
    of('multiline_parser', 'parser').map((parser) => [parser.text('name') ?? '', parser] as const),
  );
  const tags = createTags();
  for (const service of of('service')) convertService(service, conversion);
  for (const input of of('input')) convertInput(input, parsers, tags, conversion);
  for (const filter of of('filter')) convertFilter(filter, parsers, tags, conversion);
  for (const output of of('output')) convertOutput(output, tags, conversion);
  for (const { kind, node } of sections) {
    if (kind === '@include' || kind === 'includes') {
      conversion.lost(node.line, 'another file is included. Convert it separately, and join the results');
    } else if (!KNOWN.includes(kind)) conversion.lost(node.line, `the section ${kind} has no counterpart in podtail`);
  }
  return conversion;
}

const KNOWN = ['service', 'input', 'filter', 'output', 'parser', 'multiline_parser', 'env'];

function convertService(service: Section, conversion: ConversionInProgress): void {
  const { config, note } = conversion;
  const grace = service.number('grace');
  if (grace !== undefined) config.shutdown = { grace: `${grace}s` };
  const [isServed, host, port] = [service.flag('http_server'), service.text('http_listen'), service.text('http_port')];
  if (isServed === true) config.listen = `${host ?? '0.0.0.0'}:${port ?? '2020'}`;
  const level = service.text('log_level');
  if (level !== undefined)
    note(service.lineOf('log_level'), `log_level is the option --log-level of podtail (${level})`);
  const parsers = service.texts('parsers_file');
  if (parsers?.some((file) => !/(^|\/)parsers\.conf$/.test(file))) {
    conversion.lost(
      service.lineOf('parsers_file'),
      `parsers of ${parsers.join(', ')} are not read: put them into this file, and convert it again`,
    );
  }
  service.ignore(
    ...[
      'daemon',
      'flush',
      'storage.path',
      'storage.sync',
      'storage.checksum',
      'storage.backlog.mem_limit',
      'storage.metrics',
    ],
    ...[
      'storage.max_chunks_up',
      'storage.delete_irrecoverable_chunks',
      'hot_reload',
      'hc_errors_count',
      'hc_retry_failure_count',
    ],
    ...['hc_period', 'health_check', 'scheduler.base', 'scheduler.cap', 'json.convert_nan_to_null', 'coro_stack_size'],
  );
  lostRest(service, conversion);
}

function convertInput(
  input: Section,
  parsers: ReadonlyMap<string, Section>,
  tags: ReturnType<typeof createTags>,
  conversion: ConversionInProgress,
): void {
  const { config, lost, note } = conversion;
  const name = input.text('name') ?? '';
  if (name !== 'tail') {
    tags.addLost(input.text('tag') ?? `${name}.0`);
    input.ignore(...input.rest().map(({ key }) => key));
    lost(input.line, `the input ${name}: podtail reads files and standard input`);
    return;
  }
  const paths = input.texts('path') ?? [];
  const isPods = paths.every((path) => /^\/var\/log\/(containers|pods)\//.test(path));
  if (isPods) {
    note(input.lineOf('path'), 'podtail reads /var/log/pods, to which the links in /var/log/containers lead');
    for (const path of paths) selectContainers(path, input.lineOf('path'), conversion);
  } else config.include = [...((config.include as string[] | undefined) ?? []), ...paths];
  tags.add(input.text('tag') ?? 'tail.*', isPods);
  const excluded = input.texts('exclude_path');
  for (const path of excluded ?? []) excludeContainers(path, input.lineOf('exclude_path'), conversion);
  const database = input.text('db');
  if (database !== undefined) {
    const command = `podtail import-positions --from fluent-bit ${database}`;
    note(input.lineOf('db'), `podtail keeps positions in the folder stateDir; ${command} takes these over`);
  }
  if (input.flag('read_from_head') !== true) {
    config.startAt = 'end';
    note(input.line, 'Fluent Bit begins at the ends of files that are new to it, unless Read_from_Head is set');
  }
  convertParsers(input, parsers, conversion);
  const longest = input.text('buffer_max_size');
  if (longest !== undefined) config.limits = { maxLineBytes: sizeText(longest) };
  if (input.flag('skip_long_lines') === true) {
    note(input.lineOf('skip_long_lines'), 'podtail cuts longer lines, and marks them, rather than skip them');
  }
  const interval = input.text('refresh_interval');
  if (interval !== undefined) note(input.lineOf('refresh_interval'), 'podtail sees new files at once');
  input.ignore(
    ...[
      'mem_buf_limit',
      'buffer_chunk_size',
      'rotate_wait',
      'db.sync',
      'db.locking',
      'db.journal_mode',
      'inotify_watcher',
    ],
    ...[
      'storage.type',
      'storage.pause_on_chunks_overlimit',
      'docker_mode',
      'docker_mode_flush',
      'docker_mode_parser',
      'alias',
    ],
    ...[
      'multiline',
      'multiline_flush',
      'log_level',
      'threaded',
      'tag_regex',
      'skip_empty_lines',
      'key',
      'static_batch_size',
    ],
  );
  lostRest(input, conversion);
}

function convertParsers(input: Section, parsers: ReadonlyMap<string, Section>, conversion: ConversionInProgress): void {
  const named = [...(input.texts('multiline.parser') ?? []), ...(input.texts('parser') ?? [])];
  for (const name of named) convertParser(name.trim(), input.lineOf('parser'), parsers, conversion);
}

/** Makes transforms of a parser that is named; the runtimes' formats are recognised. */
function convertParser(
  name: string,
  line: number,
  parsers: ReadonlyMap<string, Section>,
  conversion: ConversionInProgress,
): void {
  const { config, lost } = conversion;
  if (['docker', 'cri', 'cri-log', 'containerd', 'docker_no_time', 'docker-daemon'].includes(name)) return;
  if (['java', 'python', 'go', 'ruby'].includes(name)) {
    const known = config.transforms.find((entry) => Array.isArray(entry.multiline));
    if (known === undefined) config.transforms.push({ multiline: [name] });
    else (known.multiline as string[]).push(name);
    return;
  }
  const parser = parsers.get(name);
  if (parser?.text('format')?.toLowerCase() === 'json') config.transforms.push({ json: { merge: true } });
  else if (parser?.has('rule')) convertMultiline(parser, conversion);
  else lost(line, `the parser ${name} extracts fields from text, or is not in this file. Use parse in transforms`);
}

/** A `[MULTILINE_PARSER]`: its rule for `start_state` says where a record begins. */
function convertMultiline(parser: Section, { config, lost, note }: ConversionInProgress): void {
  const rules = parser.texts('rule') ?? [];
  const [, start] = /^"start_state"\s+"\/(.*)\/"\s+"\w+"$/.exec(rules.join(',').split(/,(?=\s*")/)[0] ?? '') ?? [];
  const timeout = parser.number('flush_timeout');
  if (start === undefined) {
    lost(parser.line, 'its rules have no start_state that podtail can read');
    return;
  }
  const entry = { multiline: { start, ...(timeout !== undefined && { timeout: `${timeout}ms` }) } };
  config.transforms.push(entry);
  note(parser.line, 'a record begins with each line that matches start, whatever the other rules say', entry);
}

/** `/var/log/containers/web-*_shop_*.log` names a pod, a namespace and a container. */
function selectContainers(path: string, line: number, { config, lost }: ConversionInProgress): void {
  if (/^\/var\/log\/(containers\/\*\.log|pods\/\*(\/\*)*\/\*\.log)$/.test(path)) return;
  const names = containerNames(path);
  if (names === undefined) {
    lost(
      line,
      `the path ${path}: podtail selects with namespace, pod and container, or with include by the paths in /var/log/pods`,
    );
    return;
  }
  for (const [key, pattern] of Object.entries(names)) {
    if (pattern !== '*') config[key] = [...((config[key] as string[] | undefined) ?? []), pattern];
  }
}

function excludeContainers(path: string, line: number, { config, lost }: ConversionInProgress): void {
  const names = containerNames(path);
  const given = Object.entries(names ?? {}).filter(([, pattern]) => pattern !== '*');
  if (names === undefined && !/^\/var\/log\/containers\//.test(path)) {
    config.exclude = [...((config.exclude as string[] | undefined) ?? []), path];
    return;
  }
  const [only] = given;
  if (given.length !== 1 || only === undefined) {
    lost(line, `the path ${path} is excluded: podtail excludes by one name, as namespace: ['!kube-system']`);
    return;
  }
  config[only[0]] = [...((config[only[0]] as string[] | undefined) ?? []), `!${only[1]}`];
}

/** The names in a glob over `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`. */
function containerNames(path: string): Record<'namespace' | 'pod' | 'container', string> | undefined {
  const [, file] = /^\/var\/log\/containers\/(.+)\.log$/.exec(path) ?? [];
  if (file === undefined) return undefined;
  const parts = file.split('_');
  if (parts.length === 1) {
    const pod = /^\*?[\w.-]+\*$/.test(file) ? file : undefined;
    return pod === undefined ? undefined : { namespace: '*', pod, container: '*' };
  }
  const [pod = '*', namespace = '*', rest = '*'] = parts;
  if (parts.length === 2) return { namespace: namespace.replace(/\*$/, '') || '*', pod, container: '*' };
  return { namespace, pod, container: rest.replace(/-\*$/, '') || '*' };
}

/** Fluent Bit's sizes are powers of 1024. */
function sizeText(size: string): string {
  return size.replace(/^(\d+)\s*([kmg])b?$/i, (_, number: string, unit: string) => `${number}${unit.toUpperCase()}iB`);
}
