import { levelOf } from './level-names.js';

/** How far into a message its level is looked for, in bytes as they stand. */
export const LEVEL_BYTES = 256;

/** A member of a JSON object, or a pair of logfmt. The text may be escaped. */
const NAMED = /(?:^|[\s{,"'\\[])(?:level|lvl|severity|log\.level|levelname)\\?"?[=:]\s?\\?"?([A-Za-z0-9]+)/;
/** klog's header (k8s.io/klog): the level's letter, month and day, time. */
const KLOG = /^([IWEF])[01]\d[0-3]\d [0-2]\d:/;
/** A level as loggers print it, in capitals. */
const CAPITALS =
  /(?<![A-Za-z0-9_])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC)(?![A-Za-z0-9_])/;
/** In brackets, as nginx and others do; or at the start of the line with a colon. */
const MARKED =
  /\[(trace|debug|info|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal)\]|^(trce|trace|dbug|debug|info|warn|warning|fail|error|crit|fatal|panic): /i;

/** The level that the beginning of a message tells, as an index of `LEVELS`; 0 where it tells none. */
export function detectLevel(text: string): number {
  const found = NAMED.exec(text) ?? KLOG.exec(text) ?? CAPITALS.exec(text) ?? MARKED.exec(text);
  return found === null ? 0 : levelOf(found[1] ?? found[2]);
}
