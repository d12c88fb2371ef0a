import { createDiscovery, type Discovery } from '../discover/discovery.js';
import type { DirectoryWatches } from '../os/directory-watches.js';
import type { LogSource } from '../record/log-source.js';
import type { Tailer } from '../tail/tailer.js';
import type { ConfigChanges } from './config-changes.js';
import { OWN_LOG, ownLogs } from './own-log.js';
import type { PipelineParts } from './pipeline-parts.js';
import type { TreatedConsumers } from './treated-consumer.js';

/** The discovery of the logs that the configuration takes in, whichever that is at the time; the tailer is told. */
export interface Discovering extends Pick<Discovery, 'start' | 'sweep' | 'close'> {
  /** Looks by the configuration as it is now, where one of these keys says which logs are read. */
  reload(keys: ConfigChanges['keys']): void;
}

/** The keys that say which logs are read. */
const SELECTING: ConfigChanges['keys'] = ['include', 'exclude', 'namespace', 'pod', 'container', 'includeOwnLog'];

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
  let discovery = create();

  function create(): Discovery {
    const { config, diagnostics } = parts;
    const isOwnLog = ownLogs(config);
    const isLeftOut = (source: LogSource): boolean => {
      const isOwn = isOwnLog(source);
      if (isOwn) diagnostics.info(`${source.path} is not read: ${OWN_LOG}`, { path: source.path });
      return isOwn;
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
    discovery.start();
    found = undefined;
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
