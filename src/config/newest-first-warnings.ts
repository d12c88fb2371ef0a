import type { Config } from './config.js';
import type { ConfigWarning } from './warning.js';

/** A warning for each Loki sink that loses lines where a log's newest lines come first: Loki takes no old line behind a new one. */
export function newestFirstWarnings({ sinks, catchUp }: Config): ConfigWarning[] {
  if (catchUp?.order !== 'newest') return [];
  return sinks.flatMap((sink) => {
    if (sink.type !== 'loki' || sink.lateLabel !== false) return [];
    const what = `the sink ${sink.name}: with catchUp.order: newest, lines come that Loki refuses, because they are more than an hour older than the newest line of their stream`;
    const remedy = 'leave out lateLabel: false, so that they get a stream of their own, or set catchUp.order: oldest';
    return [{ message: `${what}; with lateLabel: false they become dead letters; ${remedy}`, sink: sink.name }];
  });
}
