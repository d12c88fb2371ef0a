import { LEVELS } from '../../record/record-block.js';

/** What loggers call the levels, in lower case. Numbers are those of Bunyan and Pino; of syslog, names alone. */
const NAMES: Readonly<Record<string, (typeof LEVELS)[number]>> = {
  trace: 'trace',
  trce: 'trace',
  verbose: 'trace',
  finest: 'trace',
  finer: 'trace',
  10: 'trace',
  debug: 'debug',
  dbug: 'debug',
  dbg: 'debug',
  fine: 'debug',
  20: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  config: 'info',
  i: 'info',
  30: 'info',
  warn: 'warn',
  warning: 'warn',
  w: 'warn',
  40: 'warn',
  error: 'error',
  err: 'error',
  eror: 'error',
  fail: 'error',
  severe: 'error',
  e: 'error',
  50: 'error',
  fatal: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  f: 'fatal',
  60: 'fatal',
};

const BY_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries(NAMES).map(([name, level]) => [name, LEVELS.indexOf(level)]),
);

/** The level, as an index of `LEVELS`, that a logger's word or number means; 0 where it means none. */
export function levelOf(value: unknown): number {
  if (typeof value !== 'string' && typeof value !== 'number') return 0;
  return BY_NAME.get(String(value).toLowerCase()) ?? 0;
}
