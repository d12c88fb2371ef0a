import { resolveSource } from '../discover/discovery.js';
import type { DirectoryWatches } from '../os/directory-watches.js';
import { createPause } from '../os/pause.js';
import type { ReadRules } from '../os/read-rules.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import type { OpenFiles } from '../tail/files/open-files.js';
import type { SavedRests } from '../tail/saved-rests.js';
import { Tailer } from '../tail/tailer.js';
import type { Delays } from './delays.js';
import { gatherTime } from './gather-time.js';
import { longestReadOf } from './longest-read.js';
import type { NewFiles } from './new-files.js';
import { monotonicNow, type PipelineParts } from './pipeline-parts.js';
import type { Pods } from './pods.js';
import type { TreatedConsumers } from './treated-consumer.js';

/** What the tailer needs, besides the parts of the pipeline. */
interface TailerSurroundings {
  readonly readRules: ReadRules;
  readonly openFiles: OpenFiles;
  readonly consumers: TreatedConsumers;
  readonly pods: Pods;
  readonly watches: DirectoryWatches;
  /** Undefined where no positions are kept. */
  readonly savedRests: SavedRests | undefined;
  readonly delays: Delays;
  readonly newFiles: NewFiles;
  /** Returns what is known of the files of a log that the tail begins to follow. */
  remember(path: string): readonly RememberedFile[];
  /** Called when the tail stops following a log. */
  onLeft(path: string, files: readonly RememberedFile[]): void;
  /** Called when nothing can be read now. */
  onPause(): void;
}

/** Creates the tailer of a run. It reads settings that a reload may change at each use. */
export function createTailer(parts: PipelineParts, surroundings: TailerSurroundings): Tailer {
  const { context, counters, delivery, ledger, diagnostics, control } = parts;
  const { metadata, once } = parts.config;
  const { readRules, openFiles, consumers, pods, watches, savedRests, delays, newFiles } = surroundings;
  return new Tailer({
    block: context.block,
    readRules,
    openFiles,
    longestRead: longestReadOf(parts.config),
    get partialTimeout() {
      return parts.config.limits.partialTimeout;
    },
    get deletedFileGrace() {
      return parts.config.limits.deletedFileGrace;
    },
    once,
    watches,
    get gather() {
      return gatherTime(parts.config.sinks.map(({ batch }) => batch.timeout));
    },
    diagnostics,
    counters,
    progress: ledger,
    rememberedFiles: (path) => surroundings.remember(path),
    onLeft: (path, files) => surroundings.onLeft(path, files),
    savedRests,
    now: monotonicNow,
    wallTime: Date.now,
    pause: createPause(monotonicNow),
    resolve: (path, target) => resolveSource(path, metadata, target),
    createConsumer: (source) => newFiles.watch(source, consumers.create(source)),
    hasRoom: (source) => pods.isReady(source) && delivery.hasRoom(pods.describe(source)) && delays.isReady(source),
    hasAnyRoom: () => delivery.hasAnyRoom,
    onPause: () => {
      newFiles.saveIfBegun();
      delivery.flush();
      surroundings.onPause();
    },
    onError: (error) => control.fail(error),
  });
}
