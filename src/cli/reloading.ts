import { isDeepStrictEqual } from 'node:util';
import type { LoadedConfig, OptionValues } from '../config/load.js';
import { filesNamedIn } from '../config/references.js';
import type { FileWatch } from '../os/file-watch.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { configFile, readSettings } from './settings.js';
import type { Occasion } from './signals.js';

/**
 * Reloads the configuration of a pipeline that runs: at SIGHUP, and, with `watchConfig`, when its file has changed, or one that
 * a text of it names.
 */
export interface Reloading {
  stop(): void;
}

export function startReloading(
  pipeline: Pick<Pipeline, 'reload' | 'stop'>,
  values: OptionValues,
  first: Pick<LoadedConfig, 'config' | 'references'>,
  diagnostics: Diagnostics,
  hangUps: Occasion,
): Reloading {
  const file = configFile(values);
  let watch: FileWatch | undefined;
  let watched: readonly string[] = [];
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
      if (next.ok && outcome.kind === 'applied') await setWatching(next);
    }
    isReloading = false;
  }

  function reload(): void {
    if (isStopped) return;
    reloadWhileDue().catch((error: unknown) => {
      // As any other failure that nothing foresaw.
      process.nextTick(() => {
        throw error;
      });
    });
  }

  async function setWatching({ config, references }: Pick<LoadedConfig, 'config' | 'references'>): Promise<void> {
    const isOn = config.watchConfig && file !== undefined;
    const files = isOn ? [file, ...filesNamedIn(references.map(({ written }) => written))] : [];
    if (isDeepStrictEqual(files, watched)) return;
    watched = files;
    const { watchFiles } = await import('../os/file-watch.js');
    watch?.close();
    watch = files.length === 0 || isStopped ? undefined : watchFiles(files, diagnostics, reload);
  }

  // A terminal that is closed says the same: who has no file to reload is to end then.
  const endsWithTerminal = file === undefined && (process.stdin.isTTY === true || process.stdout.isTTY === true);
  hangUps.listen(endsWithTerminal ? () => pipeline.stop() : reload);
  if (first.config.watchConfig && file === undefined) {
    diagnostics.warn('watchConfig needs a configuration file: name one with --config');
  }
  void setWatching(first);
  return {
    stop() {
      isStopped = true;
      watch?.close();
    },
  };
}
