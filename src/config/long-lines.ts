import type { Config } from './config.js';
import { sizes } from './units.js';
import type { ConfigWarning } from './warning.js';

/** VictoriaLogs' paths for lines of JSON, and for bulk requests. */
const PATHS = /\/insert\/(jsonline|elasticsearch)\b/;
/** VictoriaLogs' default for `-insert.maxLineSizeBytes`. */
const LONGEST_LINE = 256 * 1024;
/** Longest JSON escape of a byte, in bytes. */
const LONGEST_ESCAPE = 6;
/** Bytes of a line of JSON besides its message, with a reserve. */
const AROUND_MESSAGE = 16 * 1024;
const SAFE = Math.floor((LONGEST_LINE - AROUND_MESSAGE) / LONGEST_ESCAPE / 1024) * 1024;

/** Warnings for sinks whose server drops long lines without an error, if podtail may send such lines. */
export function longLineWarnings({ sinks, limits }: Config): ConfigWarning[] {
  if (limits.maxLineBytes <= SAFE) return [];
  return sinks.flatMap((sink) => {
    if (!('url' in sink) || ![sink.url].flat().some((url) => PATHS.test(url))) return [];
    const what = `the sink ${sink.name}: VictoriaLogs answers 200 to a line of JSON longer than ${sizes.format(LONGEST_LINE)}, and drops it`;
    const remedy = `set limits.maxLineBytes to ${sizes.format(SAFE)}`;
    return [{ message: `${what}, at jsonline with what follows it in the request; ${remedy}`, sink: sink.name }];
  });
}
