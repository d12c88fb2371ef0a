import { LEVELS } from '../../record/record-block.js';
import { levelOfWord } from './level-names.js';

/** A form of lines that shows the level in its own way: by the first group of the expression. */
interface KnownFormat {
  readonly form: RegExp;
  level(found: string): number;
}

const byLetter = (found: string): number => levelOfWord({ C: 'critical', N: 'notice', V: 'verbose' }[found] ?? found);
const byNames =
  (names: Readonly<Record<string, (typeof LEVELS)[number]>>) =>
  (found: string): number =>
    LEVELS.indexOf(names[found] ?? '');

const REDIS = byNames({ '.': 'debug', '-': 'trace', '*': 'info', '#': 'warn' });
const PHP = byNames({
  ...{ 'Fatal error': 'fatal', 'Parse error': 'fatal', 'Recoverable fatal error': 'error', Warning: 'warn' },
  ...{ Notice: 'info', Deprecated: 'warn', 'Strict Standards': 'warn' },
});
const POSTGRES = byNames({
  ...{ DEBUG1: 'debug', DEBUG2: 'debug', DEBUG3: 'debug', DEBUG4: 'debug', DEBUG5: 'debug', DEBUG: 'debug' },
  ...{ LOG: 'info', INFO: 'info', NOTICE: 'info', WARNING: 'warn', ERROR: 'error', FATAL: 'fatal', PANIC: 'fatal' },
});
/** RFC 5424's severities: the priority's value modulo 8. */
const SYSLOG = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'] as const;
const MOST_PRIORITY = 191;

/** Each begins at the start of the text, and takes time in proportion to it. */
export const KNOWN_FORMATS: readonly KnownFormat[] = [
  // klog and glog (k8s.io/klog): the level's letter, month and day, time; CockroachDB and newer glog put the year before.
  { form: /^([IWEF])(?:\d\d|\d{4})?[01]\d[0-3]\d [0-2]\d:[0-5]\d:/, level: byLetter },
  { form: /^([IWEF])\d{4}-\d\d-\d\dT\d\d:\d\d:/, level: byLetter },
  // Ruby's Logger, and Tornado's and Jupyter's.
  { form: /^([DIWEF]), \[\d{4}-\d\d-\d\dT/, level: byLetter },
  { form: /^\[([DIWEC]) \d{2,4}-?\d\d-?\d\d /, level: byLetter },
  // A letter, as Python's logging prints it for `%(levelname).1s`.
  { form: /^([DIWEC]) \d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/, level: byLetter },
  { form: /^\[([DIWEC])\] \d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d/, level: byLetter },
  // …or in brackets behind the time and the thread or the place.
  {
    form: /^\d{4}[/-]\d\d[/-]\d\d[ T][\d:.,]{8,15} (?:[^\s[]{0,60}[\d.:/-][^\s[]{0,60} ){0,3}\[([DIWEC])\] /,
    level: byLetter,
  },
  // CometBFT.
  { form: /^([DIWE])\[\d{4}-\d\d-\d\d\|[0-2]\d:/, level: byLetter },
  // Behind the time: etcd before 3.4 (capnslog), MongoDB before 4.4, TensorFlow, Telegraf.
  { form: /^\d{4}-\d\d-\d\d [\d:]{8}\.\d{6} ([CEWNIDT]) \| /, level: byLetter },
  { form: /^\d{4}-\d\d-\d\dT[\d:.]{12}(?:Z|[+-]\d{4}) ([FEWID])[1-5]? {1,2}[A-Z-]{1,12} +\[/, level: byLetter },
  { form: /^\d{4}-\d\d-\d\d [\d:]{8}\.\d{6}: ([IWEF]) \S{1,200}:\d+\] /, level: byLetter },
  { form: /^\d{4}-\d\d-\d\dT[\d:]{8}Z ([EWID])! /, level: byLetter },
  // PgBouncer.
  { form: /^\d{4}-\d\d-\d\d [\d:.]{8,12} \w{1,5} \[\d+\] ([A-Z]{3,7}) [CS]-0x[\da-f]+: /, level: POSTGRES },
  { form: /^\d{4}-\d\d-\d\d [\d:.]{8,12} \w{1,5} \[\d+\] (LOG|DEBUG|WARNING|ERROR|FATAL) \S/, level: POSTGRES },
  // hapi, which prints the event's tags behind a word that is no level of it.
  {
    form: /^Debug: ((?:[\w-]{1,40}, ){0,8}[\w-]{1,40}) (?:\n|$)/,
    level: (tags) => tags.split(', ').reduce(highest, 0),
  },
  // SLF4J's own.
  { form: /^SLF4J\(([EWID])\): /, level: byLetter },
  // Locust: the host before the level, the logger behind.
  { form: /^\[\d{4}-\d\d-\d\d [\d:,]{8,12}\] [\w.-]{1,253}\/([A-Z]{4,8})\/[\w.]{1,100}: /, level: levelOfWord },
  // The tracers of Datadog, in Go.
  {
    form: /^\d{4}\/\d\d\/\d\d [\d:]{8} Datadog Tracer v\S{1,40} ([A-Z]{4,5}): /,
    level: levelOfWord,
  },
  // Monolog's line, as Symfony and Laravel print it: the channel before the level.
  { form: /^\[\d{4}-\d\d-\d\d[T ][^\]]{8,30}\] [\w./-]{1,60}\.([A-Z]{4,9}): /, level: levelOfWord },
  // java.util.logging: the level on the second line.
  {
    form: /^[A-Z][a-z]{2} \d\d?, \d{4},? [\d:]{7,8}\W{1,3}[AP]M [^\n]{1,300}\n(SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST|FATAL|ERROR|WARN|DEBUG|TRACE): /,
    level: levelOfWord,
  },
  // Erlang's reports.
  {
    form: /^=([A-Z]{4,8}) REPORT==== /,
    level: (word) => levelOfWord({ CRASH: 'error', PROGRESS: 'info' }[word] ?? word),
  },
  // sd-daemon's prefix, as .NET's console and programs under systemd write it, and the kernel's.
  { form: /^<([0-7])>(?=[\w[])(?![^<]*<\/)/, level: (priority) => ofPriority(Number(priority)) },
  // syslog, as RFC 3164 and RFC 5424 have it.
  { form: /^<(\d{1,3})>(?:1 |[A-Z][a-z]{2} [ \d]\d |\d{4}-)/, level: (priority) => ofPriority(Number(priority)) },
  // Redis and Valkey: process, role, time, level.
  { form: /^\d+:[MSCX] \d\d? [A-Z][a-z]{2} \d{4} [\d:.]{8,12} ([.*#-]) /, level: (mark) => REDIS(mark) },
  // PHP's own, on the command line and behind the time of its error log; within what php-fpm puts around, which is no level of it.
  {
    form: /^(?:\[[^\]]{1,40}\] )?(?:WARNING: \[pool [^\]]{1,60}\] child \d+ said into stderr: ")?(?:NOTICE: PHP message: )?PHP (Fatal error|Parse error|Recoverable fatal error|Warning|Notice|Deprecated): /,
    level: PHP,
  },
  {
    form: /^(?:\[[^\]]{1,40}\] )?(Fatal error|Parse error|Recoverable fatal error|Warning|Notice|Deprecated|Strict Standards): {1,2}\S.* on line \d/,
    level: PHP,
  },
  // PostgreSQL: a prefix that begins with the time and the process, two blanks behind the colon.
  { form: /^\d{4}-\d\d-\d\d [\d:.]{8,12} [^"]{0,80}? ?\b(DEBUG[1-5]|[A-Z]{3,9}): {2}\S/, level: POSTGRES },
  { form: /^npm (ERR!|error|WARN|notice|http|info|verb|sill) /i, level: (word) => levelOfWord(word.replace('!', '')) },
  { form: /^prisma:(error|warn|info)(?: |$)/, level: levelOfWord },
  // Heroku's router.
  { form: /^at=(info|warning|error) (?:code=\S{1,20} desc="[^"]{0,200}" )?method=/, level: levelOfWord },
  // Node.js' process warnings.
  { form: /^\(\w+:\d+\) (?:\[\w+\] )?\w*(Warning): /, level: levelOfWord },
  // Signale and the like: a sign, the level, blanks.
  { form: /^\xe2[\x80-\xbf]{2} {1,3}([a-z]{4,7}) {2,}\S/, level: levelOfWord },
  // Go's and Python's runtimes.
  { form: /^(fatal error|Fatal Python error): /, level: () => levelOfWord('fatal') },
];

/** The level in a line of a known form, as an index of `LEVELS`; 0 for any other line. */
export function knownFormatLevel(text: string): number {
  for (const { form, level } of KNOWN_FORMATS) {
    const found = form.exec(text)?.[1];
    const known = found === undefined ? 0 : level(found);
    if (known > 0) return known;
  }
  return 0;
}

function highest(level: number, word: string): number {
  return Math.max(level, levelOfWord(word));
}

function ofPriority(priority: number): number {
  return priority > MOST_PRIORITY ? 0 : LEVELS.indexOf(SYSLOG[priority % 8]!);
}
