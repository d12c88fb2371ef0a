import type { Config } from './config.js';
import type { ConfigWarning } from './warning.js';

/** A warning for each Loki sink that loses lines where a log's newest lines come first: Loki takes no old line behind a new one. */
export function newestFirstWarnings({ sinks, catchUp }: Config): ConfigWarning[] {
  if (catchUp?.order !== 'newest') return [];
  return sinks.flatMap((sink) => {
    if (sink.type !== 'loki' || sink.lateLabel !== false) return [];
    const what = `the sink ${sink.name}: with catchUp.order: newest, Loki refuses lines that are more than an hour older than the newest line of their stream`;
    const remedy = 'remove lateLabel: false, so that these lines get another stream, or set catchUp.order: oldest';
    return [{ message: `${what}; with lateLabel: false they become dead letters; ${remedy}`, sink: sink.name }];
  });
}
