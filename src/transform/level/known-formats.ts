import { LEVELS } from '../../record/record-block.js';
import { levelOfWord } from './level-names.js';

/** A form of lines that tells the level in its own way: by the first group of the expression. */
interface KnownFormat {
  readonly form: RegExp;
  level(found: string): number;
}

const byLetter = (found: string): number => levelOfWord({ C: 'critical', V: 'verbose' }[found] ?? found);
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
  ...{ LOG: 'info', INFO: 'info', NOTICE: 'info', DETAIL: 'info', HINT: 'info', STATEMENT: 'info', CONTEXT: 'info' },
  ...{ WARNING: 'warn', ERROR: 'error', FATAL: 'fatal', PANIC: 'fatal' },
});
/** RFC 5424's severities: the priority's value modulo 8. */
const SYSLOG = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'] as const;
const MOST_PRIORITY = 191;

/** Each begins at the start of the text, and takes time in proportion to it. */
const KNOWN: readonly KnownFormat[] = [
  // klog and glog (k8s.io/klog): the level's letter, month and day, time.
  { form: /^([IWEF])[01]\d[0-3]\d [0-2]\d:[0-5]\d:/, level: byLetter },
  // Ruby's Logger, and Tornado's and Jupyter's.
  { form: /^([DIWEF]), \[\d{4}-\d\d-\d\dT/, level: byLetter },
  { form: /^\[([DIWEC]) \d{2,4}-?\d\d-?\d\d /, level: byLetter },
  // syslog, as RFC 3164 and RFC 5424 have it.
  { form: /^<(\d{1,3})>(?:1 |[A-Z][a-z]{2} [ \d]\d |\d{4}-)/, level: (priority) => ofPriority(Number(priority)) },
  // Redis and Valkey: process, role, time, level.
  { form: /^\d+:[MSCX] \d\d? [A-Z][a-z]{2} \d{4} [\d:.]{8,12} ([.*#-]) /, level: (mark) => REDIS(mark) },
  // PHP's own, on the command line and behind the time of its error log.
  {
    form: /^(?:\[[^\]]{1,40}\] )?(?:PHP )?(Fatal error|Parse error|Recoverable fatal error|Warning|Notice|Deprecated|Strict Standards): {1,2}\S.* on line \d/,
    level: PHP,
  },
  { form: /^(?:\[[^\]]{1,40}\] )?PHP (Fatal error|Parse error|Warning|Notice|Deprecated): /, level: PHP },
  // PostgreSQL: a prefix that begins with the time and the process, two blanks behind the colon.
  { form: /^\d{4}-\d\d-\d\d [\d:.]{8,12} [^"]{0,80}? ?\b(DEBUG[1-5]|[A-Z]{3,9}): {2}\S/, level: POSTGRES },
  { form: /^npm (ERR!|WARN|notice|http) /i, level: (word) => levelOfWord(word.replace('!', '')) },
  // Go's runtime, and programs like git.
  { form: /^(fatal) error: /, level: levelOfWord },
];

/** The level that a line of a known form tells, as an index of `LEVELS`; 0 for any other line. */
export function knownFormatLevel(text: string): number {
  for (const { form, level } of KNOWN) {
    const found = form.exec(text)?.[1];
    const known = found === undefined ? 0 : level(found);
    if (known > 0) return known;
  }
  return 0;
}

function ofPriority(priority: number): number {
  return priority > MOST_PRIORITY ? 0 : LEVELS.indexOf(SYSLOG[priority % 8]!);
}
