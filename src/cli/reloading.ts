import type { Config } from '../config/config.js';
import type { OptionValues } from '../config/load.js';
import type { FileWatch } from '../os/file-watch.js';
import type { Pipeline } from '../pipeline.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { configFile, readSettings } from './settings.js';

/** Reloads the configuration of a pipeline that runs: at SIGHUP, and, with `watchConfig`, when its file has changed. */
export interface Reloading {
  stop(): void;
}

export function startReloading(
  pipeline: Pick<Pipeline, 'reload' | 'stop'>,
  values: OptionValues,
  config: Config,
  diagnostics: Diagnostics,
): Reloading {
  const file = configFile(values);
  let watch: FileWatch | undefined;
  let isReloading = false;
  let isDue = false;
  let isStopped = false;

  async function reloadWhileDue(): Promise<void> {
    isDue = true;
    if (isReloading) return;
    isReloading = true;
    while (isDue && !isStopped) {
      isDue = false;
      const next = await readSettings(values);
      const outcome = await pipeline.reload(next);
      if (next.ok && outcome.kind === 'applied') await setWatching(next.config);
    }
    isReloading = false;
  }

  function reload(): void {
    reloadWhileDue().catch((error: unknown) => {
      // As any other failure that nothing foresaw.
      process.nextTick(() => {
        throw error;
      });
    });
  }

  async function setWatching({ watchConfig }: Pick<Config, 'watchConfig'>): Promise<void> {
    if (!watchConfig || file === undefined) {
      watch?.close();
      watch = undefined;
      return;
    }
    const { watchFile } = await import('../os/file-watch.js');
    if (!isStopped) watch ??= watchFile(file, diagnostics, reload);
  }

  // A terminal that is closed says the same: who has no file to reload is to end then.
  const endsWithTerminal = file === undefined && (process.stdin.isTTY === true || process.stdout.isTTY === true);
  const onHangUp = endsWithTerminal ? () => pipeline.stop() : reload;
  process.on('SIGHUP', onHangUp);
  if (config.watchConfig && file === undefined) {
    diagnostics.warn('watchConfig means nothing without a configuration file: name one with --config');
  }
  void setWatching(config);
  return {
    stop() {
      isStopped = true;
      process.off('SIGHUP', onHangUp);
      watch?.close();
    },
  };
}
