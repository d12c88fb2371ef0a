import { createDiscovery, type Discovery } from '../discover/discovery.js';
import type { DirectoryWatches } from '../os/directory-watches.js';
import type { LogSource } from '../record/log-source.js';
import type { Tailer } from '../tail/tailer.js';
import type { ConfigChanges } from './config-changes.js';
import { OWN_LOG, ownLogs } from './own-log.js';
import type { PipelineParts } from './pipeline-parts.js';
import { createUnrouted, UNROUTED } from './routing.js';
import type { TreatedConsumers } from './treated-consumer.js';

/** The discovery of the logs that the configuration takes in, whichever that is at the time; the tailer is told. */
export interface Discovering extends Pick<Discovery, 'start' | 'sweep' | 'close'> {
  /** Looks by the configuration as it is now, where one of these keys says which logs are read. */
  reload(keys: ConfigChanges['keys']): void;
}

/** The keys that say which logs are read: the last ones for what the `match` of sinks takes. */
const SELECTING: ConfigChanges['keys'] = [
  ...(['include', 'exclude', 'namespace', 'pod', 'container', 'includeOwnLog'] as const),
  ...(['sinks', 'labels', 'transforms'] as const),
];

/** @param guard does something, and sees to what it throws */
export function createDiscovering(
  parts: PipelineParts,
  tailer: Tailer,
  consumers: Pick<TreatedConsumers, 'flush'>,
  watches: DirectoryWatches,
  guard: (action: () => void) => void,
): Discovering {
  /** The logs that are found while a discovery starts: all that are there. */
  let found: Set<string> | undefined;
  /** How many of those that are there no sink takes. */
  let unrouted = 0;
  let discovery = create();

  function create(): Discovery {
    const { config, diagnostics } = parts;
    const isOwnLog = ownLogs(config);
    const isUnrouted = createUnrouted(config);
    const isLeftOut = (source: LogSource): boolean => {
      const reason = isOwnLog(source) ? OWN_LOG : isUnrouted(source) ? UNROUTED : undefined;
      if (reason === undefined) return false;
      // At the start there may be hundreds.
      if (reason === UNROUTED && found !== undefined) unrouted++;
      else diagnostics.info(`${source.path} is not read: ${reason}`, { path: source.path });
      return true;
    };
    return createDiscovery({ ...config, isLeftOut }, watches, diagnostics, {
      onFound: (source) => guard(() => add(source)),
      onGone: (path) => guard(() => tailer.remove(path)),
    });
  }

  function add(source: LogSource): void {
    found?.add(source.path);
    tailer.add(source, found !== undefined && parts.config.startAt === 'end');
  }

  function start(): Set<string> {
    const all = new Set<string>();
    found = all;
    unrouted = 0;
    discovery.start();
    found = undefined;
    if (unrouted > 0) {
      parts.diagnostics.info(`${unrouted} logs are not read: no sink takes them; podtail files lists them`, {
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
      discovery = create();
      const all = start();
      // Later than the new one, so that folders which stay are watched all the time.
      before.close();
      for (const source of tailer.sources) {
        if (all.has(source.path)) continue;
        // Of one that is gone, what is there is read to its end.
        if (discovery.wants(source)) {
          tailer.remove(source.path);
          continue;
        }
        consumers.flush(source);
        tailer.unfollow(source.path);
      }
      parts.delivery.flush();
    },
    close: () => discovery.close(),
  };
}
