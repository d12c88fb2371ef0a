import { LEVELS } from '../../record/record-block.js';
import { COLOURS } from './colour.js';

type Level = Exclude<(typeof LEVELS)[number], ''>;

/**
 * What loggers call the levels, in lower case: log4j, Python, zap, Serilog (`vrb`), logrus on a terminal (`warn[0000]`
 * is cut to four letters), RabbitMQ (`noti`), npm's (`silly`, `http`), syslog, Google Cloud and others.
 */
const WORDS: Readonly<Record<Level, string>> = {
  trace: 'trace trce trc trac verbose verb vrb silly sill finest finer t',
  debug: 'debug dbug debg dbg debu deb fine http d',
  info: 'info information informational informative inf notice note noti ntc config success system log i',
  warn: 'warn warning warni wrn w',
  error: 'error err erro eror fail failed failure severe e',
  fatal: 'fatal ftl fata critical crit panic pnc pani dpanic alert alrt emerg emgc emergency f',
};

/** The levels of the words, as indexes of `LEVELS`. */
export const LEVEL_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries(WORDS).flatMap(([level, words]) =>
    words.split(' ').map((word) => [word, LEVELS.indexOf(level as Level)] as const),
  ),
);

/** What may follow a word: OpenTelemetry's steps within a level (`WARN2`), and slog's (`INFO+2`). */
const STEP = /^([a-z]{4,11})(?:[1-4]|[+-]\d{1,3})$/;

/** What may follow Apache's `trace`. */
const APACHE_TRACE = /^trace[5-8]$/;
/** Zap's word for a verbosity beyond debug, as logr's `V(3)` gives it. */
const ZAP_VERBOSITY = /^level\(-\d{1,3}\)$/;

/** The level, as an index of `LEVELS`, that a logger's word means; 0 where it means none. */
export function levelOfWord(word: string): number {
  const name = word.replace(COLOURS, '').trim().toLowerCase();
  const known = LEVEL_WORDS.get(name) ?? LEVEL_WORDS.get(STEP.exec(name)?.[1] ?? '');
  if (known !== undefined) return known;
  if (ZAP_VERBOSITY.test(name)) return LEVELS.indexOf('debug');
  return APACHE_TRACE.test(name) ? LEVELS.indexOf('trace') : 0;
}
