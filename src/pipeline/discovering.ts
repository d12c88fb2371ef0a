import { createDiscovery, type Discovery, resolveSource } from '../discover/discovery.js';
import type { DirectoryWatches } from '../os/directory-watches.js';
import { counted } from '../record/counted.js';
import type { LogSource } from '../record/log-source.js';
import type { Tailer } from '../tail/tailer.js';
import type { Backlog } from './backlog/backlog.js';
import type { PartAgain } from './backlog/part-again.js';
import type { ConfigChanges } from './config-changes.js';
import { OWN_LOG, ownLogs } from './own-log.js';
import type { PipelineParts } from './pipeline-parts.js';
import { EXCLUDED, isExcludedByPod, obeyedAnnotations } from './pod-annotations.js';
import type { Pods } from './pods.js';
import { createUnrouted, UNROUTED } from './routing.js';
import type { TreatedConsumers } from './treated-consumer.js';

/** Discovers the logs that the current configuration includes, and tells the tailer. */
export interface Discovering extends Pick<Discovery, 'start' | 'sweep' | 'close'> {
  /** Discovers again with the current configuration, if one of these keys selects logs. */
  reload(keys: ConfigChanges['keys']): void;
  /**
   * Follows logs that have saved rests, although nothing is at their paths any more.
   *
   * @param logs each with the path of one of its files
   */
  followGone(logs: readonly { readonly path: string; readonly target: string }[]): void;
  /** Decides again whether logs are read, because more is known of their pods. */
  reconsider(isConcerned: (source: LogSource) => boolean): void;
}

/** The parts that read the backlogs of logs. */
interface Backlogs {
  readonly backlog: Pick<Backlog, 'setWanted'>;
  readonly partAgain: Pick<PartAgain, 'forget' | 'onGone'>;
}

/** The keys that select logs. The last ones count because of the `match` of sinks. */
const SELECTING: ConfigChanges['keys'] = [
  ...(['include', 'exclude', 'namespace', 'pod', 'container', 'includeOwnLog'] as const),
  ...(['sinks', 'labels', 'transforms', 'kubernetes'] as const),
];

/**
 * @param pods what is known of pods; while a log waits for that, it is followed, and not read
 * @param backlogs are told which logs are followed
 * @param guard does something, and sees to what it throws
 */
export function createDiscovering(
  parts: PipelineParts,
  tailer: Tailer,
  consumers: Pick<TreatedConsumers, 'flush'>,
  pods: Pods,
  { backlog, partAgain }: Backlogs,
  watches: DirectoryWatches,
  guard: (action: () => void) => void,
): Discovering {
  /** The logs that are found while a discovery starts: all that are there. */
  let found: Set<string> | undefined;
  /** How many of those that are there no sink takes. */
  let unrouted = 0;
  /** The logs that are there, where it depends on their pods whether they are read. */
  const present = new Map<string, LogSource>();
  let reasonAgainst = createReasonAgainst(parts.config);
  let discovery = create();

  function create(): Discovery {
    const { config, diagnostics } = parts;
    const isOwnLog = ownLogs(config);
    reasonAgainst = createReasonAgainst(config);
    const isLeftOut = (source: LogSource): boolean => {
      if (!isOwnLog(source)) return false;
      sayLeftOut(source, OWN_LOG);
      return true;
    };
    return createDiscovery({ ...config, isLeftOut }, watches, diagnostics, {
      onFound: (source) => guard(() => add(source)),
      onGone: (path) => guard(() => remove(path)),
    });
  }

  function add(source: LogSource): void {
    if (pods.isAsked) {
      present.set(source.path, source);
      pods.found(source);
    }
    const reason = pods.isReady(source) ? reasonAgainst(pods.describe(source)) : undefined;
    if (reason !== undefined) {
      sayLeftOut(source, reason);
      return;
    }
    found?.add(source.path);
    setWanted(source.path, true);
    tailer.add(source, found !== undefined && parts.config.startAt === 'end');
  }

  function remove(path: string): void {
    present.delete(path);
    pods.gone(path);
    partAgain.onGone(path);
    tailer.remove(path);
  }

  function setWanted(path: string, isWanted: boolean): void {
    partAgain.forget(path);
    backlog.setWanted(path, isWanted);
  }

  function sayLeftOut({ path }: LogSource, reason: string): void {
    // At the start there may be hundreds.
    if (reason === UNROUTED && found !== undefined) unrouted++;
    else parts.diagnostics.info(`${path} is not read: ${reason}`, { path });
  }

  /** Reads a log no more, though it is there. */
  function leave(source: LogSource): void {
    consumers.flush(source);
    setWanted(source.path, false);
    tailer.unfollow(source.path);
  }

  function start(): Set<string> {
    const all = new Set<string>();
    found = all;
    unrouted = 0;
    discovery.start();
    found = undefined;
    if (unrouted > 0) {
      parts.diagnostics.info(`not read: ${counted(unrouted, 'log')} that no sink takes; podtail files lists them`, {
        unrouted,
      });
    }
    return all;
  }

  return {
    start,
    sweep: () => discovery.sweep(),
    reload(keys) {
      if (!keys.some((key) => SELECTING.includes(key))) return;
      const before = discovery;
      present.clear();
      discovery = create();
      const all = start();
      // Later than the new one, so that folders which stay are watched all the time.
      before.close();
      for (const source of tailer.sources) {
        if (all.has(source.path)) continue;
        // Of one that is gone, what is there is read to its end.
        const reason = reasonAgainst(pods.describe(source));
        if (reason !== undefined) sayLeftOut(source, reason);
        if (reason === undefined && discovery.wants(source)) tailer.remove(source.path);
        else leave(source);
      }
      parts.delivery.flush();
    },
    followGone(logs) {
      const followed = new Set(tailer.sources.map(({ path }) => path));
      for (const { path, target } of logs) {
        const source = resolveSource(path, parts.config.metadata, target);
        if (followed.has(path) || !discovery.wants(source)) continue;
        add(source);
        remove(path);
      }
    },
    reconsider(isConcerned) {
      const followed = new Map(tailer.sources.map((source) => [source.path, source]));
      for (const source of present.values()) {
        if (!isConcerned(source) || !pods.isReady(source)) continue;
        const reason = reasonAgainst(pods.describe(source));
        const reader = followed.get(source.path);
        if (reason === undefined && reader === undefined) {
          setWanted(source.path, true);
          tailer.add(source);
        }
        if (reason === undefined || reader === undefined) continue;
        sayLeftOut(source, reason);
        leave(reader);
      }
    },
    close: () => discovery.close(),
  };
}

/** Makes what says why a log is not read, given what is known of its pod; undefined where it is read. */
function createReasonAgainst(config: PipelineParts['config']): (source: LogSource) => string | undefined {
  const isUnrouted = createUnrouted(config);
  const obeysExclude = obeyedAnnotations(config).has('exclude');
  return (source) => {
    if (obeysExclude && isExcludedByPod(source)) return EXCLUDED;
    return isUnrouted(source) ? UNROUTED : undefined;
  };
}
