import { resolveSource } from '../../discover/discovery.js';
import type { ReadRules } from '../../os/read-rules.js';
import type { OpenFiles } from '../../tail/files/open-files.js';
import type { CatchUp } from '../catch-up.js';
import { longestReadOf } from '../longest-read.js';
import type { NewFiles } from '../new-files.js';
import { monotonicNow, type PipelineParts } from '../pipeline-parts.js';
import type { Pods } from '../pods.js';
import { createTreatedConsumer } from '../treated-consumer.js';
import { type Backlog, createBacklog } from './backlog.js';
import type { BacklogRests } from './backlog-rests.js';

/** What the backlog needs, besides the parts of the pipeline. */
interface BacklogSurroundings {
  readonly readRules: ReadRules;
  readonly openFiles: OpenFiles;
  readonly pods: Pods;
  readonly catchUp: CatchUp;
  readonly newFiles: NewFiles;
  /** Undefined where no positions are kept. */
  readonly savedRests: BacklogRests | undefined;
  /** Called when nothing can be read now. */
  onPause(): void;
}

/** Creates the backlog of a run. It reads settings that a reload may change at each use. */
export function createBacklogOfRun(parts: PipelineParts, surroundings: BacklogSurroundings): Backlog {
  const { context, counters, delivery, ledger, diagnostics, control } = parts;
  const { metadata } = parts.config;
  const { readRules, openFiles, pods, catchUp, newFiles, savedRests } = surroundings;
  return createBacklog({
    block: context.block,
    longestRead: longestReadOf(parts.config),
    rules: readRules,
    openFiles,
    counters,
    diagnostics,
    progress: ledger,
    get deletedFileGrace() {
      return parts.config.limits.deletedFileGrace;
    },
    now: monotonicNow,
    wallTime: Date.now,
    resolve: (path, target) => resolveSource(path, metadata, target),
    createConsumer: (source) => newFiles.watch(source, createTreatedConsumer(parts, source, pods)),
    hasRoom: (source) => pods.isReady(source) && delivery.hasRoom(pods.describe(source)),
    hasAnyRoom: () => delivery.hasAnyRoom,
    savedRests,
    rate: catchUp.rate,
    onPause: () => {
      newFiles.saveIfBegun();
      delivery.flush();
      surroundings.onPause();
    },
    onError: (error) => control.fail(error),
  });
}
