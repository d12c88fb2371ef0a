import { parseMoment } from '../format/moment.js';
import type { Config } from './config.js';
import { sizes } from './units.js';

/** A setting that is valid, but probably not intended. */
export interface ConfigWarning {
  readonly message: string;
  /** The name of the sink, if the warning concerns one. */
  readonly sink?: string;
}

/** Warnings about a valid configuration that probably does not do what its author wants. */
export function warningsOf(config: Config): ConfigWarning[] {
  return [
    ...longLineWarnings(config),
    ...lokiLabelWarnings(config),
    ...newestFirstWarnings(config),
    ...timeRangeWarnings(config),
  ];
}

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
function longLineWarnings({ sinks, limits }: Config): ConfigWarning[] {
  if (limits.maxLineBytes <= SAFE) return [];
  return sinks.flatMap((sink) => {
    if (!('url' in sink) || ![sink.url].flat().some((url) => PATHS.test(url))) return [];
    const what = `the sink ${sink.name}: VictoriaLogs answers 200 to a line of JSON longer than ${sizes.format(LONGEST_LINE)}, and drops it`;
    const remedy = `set limits.maxLineBytes to ${sizes.format(SAFE)}`;
    return [{ message: `${what}, at jsonline with what follows it in the request; ${remedy}`, sink: sink.name }];
  });
}

/**
 * A warning for each Loki sink whose records have labels (`labels`, and `labels` of `transforms`) that are not labels
 * of its streams. Only `labels` of the sink are.
 */
function lokiLabelWarnings({ sinks, labels, transforms }: Config): ConfigWarning[] {
  const all = [labels, ...transforms.map((entry) => entry.labels ?? {})].flatMap(Object.entries) as [string, string][];
  return sinks.flatMap((sink) => {
    if (sink.type !== 'loki') return [];
    const others = all.filter(([name]) => !Object.hasOwn(sink.labels, name));
    if (others.length === 0) return [];
    const names = [...new Set(others.map(([name]) => name))];
    const what = names.length === 1 ? `the label ${names[0]} is` : `the labels ${names.join(', ')} are`;
    const fate = sink.structuredMetadata
      ? 'structured metadata in Loki, not a stream label'
      : 'not sent to Loki (structuredMetadata: false)';
    const [name, value] = others[0]!;
    const remedy = `for a stream label, add it to labels of the sink, as in labels: { namespace: '\${namespace}', ${name}: ${value} }`;
    return [{ message: `the sink ${sink.name}: ${what} ${fate}; ${remedy}`, sink: sink.name }];
  });
}

/** A warning for each Loki sink that loses lines where a log's newest lines come first: Loki takes no old line behind a new one. */
function newestFirstWarnings({ sinks, catchUp }: Config): ConfigWarning[] {
  if (catchUp?.order !== 'newest') return [];
  return sinks.flatMap((sink) => {
    if (sink.type !== 'loki' || sink.lateLabel !== false) return [];
    const what = `the sink ${sink.name}: with catchUp.order: newest, Loki refuses lines that are more than an hour older than the newest line of their stream`;
    const remedy = 'remove lateLabel: false, so that these lines get another stream, or set catchUp.order: oldest';
    return [{ message: `${what}; with lateLabel: false they become dead letters; ${remedy}`, sink: sink.name }];
  });
}

/** A warning where no line can be within the range of times. */
function timeRangeWarnings({ since, until }: Config): ConfigWarning[] {
  const now = Date.now();
  if (since === undefined || until === undefined || parseMoment(since, now)! < parseMoment(until, now)!) return [];
  return [{ message: `since (${since}) is not before until (${until}): no line is between them` }];
}
