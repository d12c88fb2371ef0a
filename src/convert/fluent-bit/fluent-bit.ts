import { type Conversion, type ConversionInProgress, createConversion } from '../conversion.js';
import { sayForAll } from '../for-all.js';
import { lostRest } from '../lost-rest.js';
import { ALL_PODS, addGlobs, isAllPods, namePatternsOf, namesInPath, podsGlob } from '../pod-paths.js';
import { createSection, type Section } from '../source-section.js';
import { createTransformList } from '../transform-list.js';
import { convertFilter } from './filters.js';
import { convertOutput } from './outputs.js';
import { convertParser } from './parsers.js';
import type { FluentSection } from './read-classic.js';
import { createTags, type Tags } from './tags.js';

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
  const inputs = of('input');
  const isOnly = inputs.filter((input) => input.text('name')?.toLowerCase() === 'tail').length === 1;
  for (const input of inputs) convertInput(input, parsers, tags, isOnly, conversion);
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
    note(service.lineOf('log_level'), `log_level: use the option --log-level of podtail (${level})`);
  if (service.text('flush') !== undefined)
    note(service.lineOf('flush'), `flush (${service.text('flush')}): podtail has batch.timeout of the sinks`);
  const parsers = service.texts('parsers_file');
  if (parsers?.some((file) => !/(^|\/)parsers\.conf$/.test(file))) {
    conversion.lost(
      service.lineOf('parsers_file'),
      `parsers of ${parsers.join(', ')} are not read: put them into this file, and convert it again`,
    );
  }
  service.ignore(
    ...['daemon', 'storage.path', 'storage.sync', 'storage.checksum', 'storage.backlog.mem_limit', 'storage.metrics'],
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
  tags: Tags,
  isOnly: boolean,
  conversion: ConversionInProgress,
): void {
  const { config, lost, note } = conversion;
  const name = (input.text('name') ?? '').toLowerCase();
  if (name !== 'tail') {
    tags.addLost(input.text('tag') ?? `${name}.0`);
    input.ignore(...input.rest().map(({ key }) => key));
    lost(input.line, `the input ${name}: podtail reads files and standard input`);
    return;
  }
  const { globs, names } = readPaths(input, conversion);
  if (isOnly && names !== undefined) Object.assign(config, names);
  else addGlobs(config, 'include', globs);
  tags.add(input.text('tag') ?? 'tail.*', isOnly ? undefined : names);
  for (const path of input.texts('exclude_path') ?? []) exclude(path, input.lineOf('exclude_path'), conversion);
  const database = input.text('db');
  if (database !== undefined) {
    const command = `podtail import-positions --from fluent-bit ${database}`;
    note(input.lineOf('db'), `podtail keeps positions in the folder stateDir; ${command} imports these`);
  }
  if (input.flag('read_from_head') !== true) {
    config.startAt = 'end';
    if (!isOnly) lost(input.line, 'startAt: end applies to all logs in podtail, not only to those of this input');
    else note(input.line, 'Fluent Bit begins at the ends of files that are new to it, unless Read_from_Head is set');
  }
  const before = config.transforms.length;
  const list = createTransformList(conversion, isOnly ? undefined : names);
  for (const key of ['multiline.parser', 'parser'])
    for (const parser of input.texts(key) ?? []) convertParser(parser, input.lineOf(key), parsers, list, conversion);
  if (!isOnly && names === undefined)
    sayForAll(input.lineOf('parser'), config.transforms.slice(before), 'this input', conversion);
  const longest = input.text('buffer_max_size');
  if (longest !== undefined) config.limits = { maxLineBytes: sizeText(longest) };
  const older = input.text('ignore_older');
  if (older !== undefined)
    lost(input.lineOf('ignore_older'), `files older than ${older}: use since, which skips lines by their times`);
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
    ...['storage.type', 'storage.pause_on_chunks_overlimit', 'docker_mode', 'docker_mode_flush', 'alias'],
    ...['multiline', 'multiline_flush', 'exit_on_eof', 'log_level', 'threaded', 'tag_regex', 'static_batch_size'],
  );
  if (input.flag('skip_empty_lines') === true)
    note(input.lineOf('skip_empty_lines'), 'podtail ships empty lines, too; drop them with drop: [{ message: ^$ }]');
  lostRest(input, conversion);
}

/** The files of an input: globs, and names that mean the same, if there are any. */
interface InputPaths {
  readonly globs: readonly string[];
  /** Not given: all pods, or files that names cannot describe. */
  readonly names?: Record<string, string[]>;
}

function readPaths(input: Section, { note, lost }: ConversionInProgress): InputPaths {
  const line = input.lineOf('path');
  const paths = input.texts('path') ?? [];
  const read = paths.map((path): InputPaths => {
    if (isAllPods(path)) return { globs: [ALL_PODS] };
    const names = namesInPath(path);
    if (names.length > 0)
      return { globs: names.map(podsGlob), ...(names.length === 1 && { names: namePatternsOf(names[0]!) }) };
    if (path.startsWith('/var/log/containers/'))
      lost(line, `the path ${path}: add its files in /var/log/pods to include`);
    return { globs: [path] };
  });
  if (paths.some((path) => path.startsWith('/var/log/containers/')))
    note(line, 'podtail reads /var/log/pods, to which the links in /var/log/containers lead');
  const [only, ...others] = read;
  const globs = read.flatMap((one) => one.globs);
  return { globs, ...(others.length === 0 && only?.names !== undefined && { names: only.names }) };
}

function exclude(path: string, line: number, { config, lost }: ConversionInProgress): void {
  const names = namesInPath(path);
  const [only, ...others] = names.map(namePatternsOf);
  const given = Object.entries(only ?? {});
  if (given.length === 1 && others.length === 0) {
    const [[key, patterns] = ['', []]] = given;
    config[key] = [...((config[key] as string[] | undefined) ?? []), ...patterns.map((one) => `!${one}`)];
  } else if (names.length > 0) addGlobs(config, 'exclude', names.map(podsGlob));
  else if (path.startsWith('/var/log/containers/'))
    lost(line, `the path ${path} is excluded: podtail excludes by the paths in /var/log/pods, and by names`);
  else addGlobs(config, 'exclude', [path]);
}

/** Converts a size. The units of Fluent Bit are powers of 1024. */
function sizeText(size: string): string {
  return size.replace(/^(\d+)\s*([kmg])b?$/i, (_, number: string, unit: string) => `${number}${unit.toUpperCase()}iB`);
}
