import type { ConversionInProgress, Values } from '../conversion.js';
import { createExpressions } from '../expressions.js';
import type { Section } from '../source-section.js';
import type { TransformList } from '../transform-list.js';
import { listOf } from './list-of.js';

/** Parsers of runtime formats, which podtail recognises without a setting. */
const RUNTIMES = ['docker', 'cri', 'cri-log', 'containerd', 'docker_no_time', 'docker-daemon'];
const LANGUAGES: readonly string[] = ['java', 'python', 'go', 'ruby'];

/** Counterparts of the parsers in parsers.conf, which Fluent Bit ships. */
const KNOWN: Readonly<Record<string, Values>> = {
  json: { json: { merge: true } },
  nginx: { parse: { form: 'nginx' } },
  'k8s-nginx-ingress': { parse: { form: 'nginx' } },
  apache: { parse: { form: 'apache' } },
  apache2: { parse: { form: 'apache' } },
  apache_error: { parse: { form: 'apache' } },
  logfmt: { parse: { form: 'logfmt' } },
  'syslog-rfc5424': { parse: { form: 'syslog' } },
};

/** Converts a named parser into a step, using its definition in the file. */
export function convertParser(
  name: string,
  line: number,
  parsers: ReadonlyMap<string, Section>,
  list: TransformList,
  conversion: ConversionInProgress,
): void {
  if (RUNTIMES.includes(name)) return;
  const parser = parsers.get(name);
  if (LANGUAGES.includes(name)) {
    const known = list.latest('multiline')?.multiline;
    if (Array.isArray(known)) known.push(name);
    else list.add('multiline', [name]);
  } else if (parser?.has('rule') === true || parser?.has('rules') === true) convertMultiline(parser, list, conversion);
  else if (parser !== undefined) convertFormat(parser, name, list, conversion);
  else if (KNOWN[name] !== undefined) {
    for (const [step, value] of Object.entries(KNOWN[name])) list.add(step as 'json' | 'parse', structuredClone(value));
  } else conversion.lost(line, `the parser ${name} is not in this file. Use parse in transforms`);
}

/** Converts a `[PARSER]` that extracts fields from a text. */
function convertFormat(parser: Section, name: string, list: TransformList, conversion: ConversionInProgress): void {
  const { lost } = conversion;
  const format = parser.text('format')?.toLowerCase();
  const [timeKey, timeFormat] = [parser.text('time_key'), parser.text('time_format')];
  const isTimed = timeFormat !== undefined && timeKey !== undefined;
  if (isTimed && !isKnownTime(timeFormat))
    lost(
      parser.lineOf('time_format'),
      `the time format ${timeFormat}: docs/transforms.md (json) lists the formats that podtail reads`,
    );
  const lift = { message: [], ...(isTimed && isKnownTime(timeFormat) && { time: [timeKey] }) };
  for (const { text, line } of listOf(parser, 'decode_field_as').concat(listOf(parser, 'decode_field')))
    lost(line, `decode_field ${text}: podtail parses only the message`);
  if (format === 'json') list.add('json', { merge: true, ...(lift.time && { lift }) });
  else if (format === 'logfmt') list.add('parse', { form: 'logfmt', lift });
  else if (format === 'regex') {
    const written = parser.text('regex')?.replace(/^\/(.*)\/$/, '$1');
    const regex = createExpressions(conversion).checked(written, parser.lineOf('regex'));
    if (regex !== undefined) list.add('parse', { regex, lift });
  } else
    lost(parser.line, `the parser ${name} of the format ${format ?? 'none'}: podtail has JSON, logfmt and expressions`);
}

/** Whether podtail reads times in that format of strptime. */
function isKnownTime(format: string): boolean {
  return /%s|%Y/.test(format) && !/%d[/.-]%m/.test(format) && /%s|%T|%H:%M:%S/.test(format);
}

/** Converts a `[MULTILINE_PARSER]`. Its rule for `start_state` matches the first line of a record. */
function convertMultiline(parser: Section, list: TransformList, conversion: ConversionInProgress): void {
  const { lost, note } = conversion;
  const written = startOf(parser);
  const start = createExpressions(conversion).checked(written, parser.lineOf('rule'));
  const timeout = parser.number('flush_timeout');
  if (written === undefined) lost(parser.line, 'its rules have no start_state that podtail can read');
  if (start === undefined) return;
  const entry = list.add('multiline', { start, ...(timeout !== undefined && { timeout: `${timeout}ms` }) });
  note(parser.line, 'a record begins with each line that matches start, whatever the other rules say', entry);
}

/** The expression of `start_state`: a text in the classic format, a mapping in YAML. */
function startOf(parser: Section): string | undefined {
  for (const { text } of listOf(parser, 'rule')) {
    const [, state, expression] = /^"([^"]*)"\s+"\/(.*)\/"\s+"[^"]*"$/.exec(text.trim()) ?? [];
    if (state?.split(/\s*,\s*/).includes('start_state') === true) return expression;
  }
  const rule = parser.sections('rules').find((one) => one.text('state')?.includes('start_state') === true);
  return rule?.text('regex')?.replace(/^\/(.*)\/$/, '$1');
}
