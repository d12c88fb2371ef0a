import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from '../os/directory-watches.js';
import { openFileLimit } from '../os/open-file-limit.js';
import { OpenFiles } from '../tail/files/open-files.js';
import type { Tailer } from '../tail/tailer.js';
import type { Backlog } from './backlog/backlog.js';
import { createBacklogOfRun } from './backlog/backlog-of-run.js';
import { createPartAgain, type PartAgain } from './backlog/part-again.js';
import { type CatchUp, createCatchUp } from './catch-up.js';
import { createTailer } from './create-tailer.js';
import { createDelays, type Delays } from './delays.js';
import { createDiscovering, type Discovering } from './discovering.js';
import type { FollowStatus } from './follow-status.js';
import { createLeftFiles } from './left-files.js';
import { createLogMemory, lagWhenFound } from './log-memory.js';
import { createNewFiles } from './new-files.js';
import { monotonicNow, type PipelineParts } from './pipeline-parts.js';
import { createPods, type Pods } from './pods.js';
import { type ConfiguredRules, createRunRules } from './read-rules.js';
import { createRestKeeper, type RestKeeper } from './rest-keeper.js';
import { createPositionSaver } from './save-positions.js';
import { createTreatedConsumers } from './treated-consumer.js';

/**
 * The phases of a run, in this order.
 * - `start`: finds the logs that exist.
 * - `follow`: finds and reads logs.
 * - `drain`: reads nothing more, and delivers what was read.
 * - `close`: everything has ended.
 */
type Phase = 'start' | 'follow' | 'drain' | 'close';

/** The parts that find and read the logs of a run. */
export interface FollowedFiles {
  phase: Phase;
  readonly tailer: Tailer;
  readonly backlog: Backlog;
  readonly partAgain: PartAgain;
  readonly catchUp: CatchUp;
  readonly discovering: Discovering;
  readonly pods: Pods;
  readonly delays: Delays;
  readonly watches: DirectoryWatches;
  readonly readRules: ConfiguredRules;
  /** Undefined if no positions are kept. */
  readonly restKeeper: RestKeeper | undefined;
  /** Saves the settled offsets, if positions are kept. */
  save(): void;
  /** Ends a run with `once`, as soon as everything is read. */
  endOnce(): void;
  /** Runs an action. If it throws, the run fails. */
  guard(action: () => void): void;
}

/**
 * Creates the parts that find and read the logs. Searches for nothing before `discovering.start`.
 *
 * @param positions undefined if no positions are kept
 * @param following gets the results of saving
 */
export async function createFollowedFiles(
  parts: PipelineParts,
  positions: PositionKeeper | undefined,
  following: FollowStatus,
): Promise<FollowedFiles> {
  const { control, diagnostics, config } = parts;
  const { once, stateDir } = config;
  const guard = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      control.fail(error);
    }
  };
  const keepsRests = positions !== undefined && stateDir !== undefined;
  const restKeeper = keepsRests ? createRestKeeper(stateDir, parts, Date.now) : undefined;
  const readRules = createRunRules(config, parts);
  const watches = once ? createSilentWatches() : createDirectoryWatches(diagnostics);
  const openFiles = new OpenFiles(config.limits.openFiles ?? openFileLimit());
  const left = createLeftFiles(positions);
  const newFiles = createNewFiles(() => files.save(), monotonicNow);
  const delays = createDelays(
    (source) => Math.max(parts.transforms.readyAt(source), catchUp.readyAt(source)),
    monotonicNow,
    () => control.room.tell(),
  );
  const catchUp = createCatchUp(() => parts.config.catchUp, {
    readBytes: parts.context.block.readCapacity,
    now: monotonicNow,
    wallTime: Date.now,
    lagOf: ({ path }) => (backlog.has(path) ? 0 : lagWhenFound(path, parts.config, positions)),
    backlog: () => backlog.status(),
  });
  const pods = await createPods(parts, {
    diagnostics,
    ownsState: positions !== undefined,
    now: monotonicNow,
    onChange: (isConcerned) =>
      guard(() => {
        if (isReading(files.phase)) discovering.reconsider(isConcerned);
        control.room.tell();
      }),
  });
  const consumers = createTreatedConsumers(parts, pods, catchUp);
  const onPause = (): void => files.endOnce();
  const backlog = createBacklogOfRun(parts, {
    ...{ readRules, openFiles, pods, catchUp, newFiles, savedRests: restKeeper?.backlogRests },
    onPause,
  });
  const remember = createLogMemory(parts, readRules, left, backlog, () => files.phase === 'start');
  const tailer = createTailer(parts, {
    ...{ readRules, openFiles, consumers, pods, watches, savedRests: restKeeper?.rests, delays, newFiles },
    remember,
    onLeft(path, known) {
      const isBack = partAgain.onLeft(path);
      restKeeper?.putBack(path);
      left.keep(path, known, isBack ? [] : backlog.leave(path), isBack);
    },
    onPause,
  });
  const partAgain = createPartAgain({
    tailer,
    consumers,
    backlog,
    catchUp,
    isAsked: () => parts.config.catchUp?.order === 'newest',
    now: monotonicNow,
  });
  const discovering = createDiscovering(parts, tailer, consumers, pods, { backlog, partAgain }, watches, guard);
  const savePositions = positions && createPositionSaver(parts, tailer, backlog, positions);
  const files: FollowedFiles = {
    phase: 'start',
    ...{ tailer, backlog, partAgain, catchUp, discovering, pods, delays, watches, readRules, restKeeper, guard },
    save() {
      if (savePositions === undefined) return;
      const isSaved = savePositions();
      following.saved(isSaved);
      if (isSaved) restKeeper?.tidy(tailer, backlog);
    },
    endOnce() {
      if (once && files.phase !== 'start' && tailer.isIdle && backlog.isIdle) control.end();
    },
  };
  return files;
}

/** Whether a phase finds and reads logs. */
function isReading(phase: Phase): boolean {
  return phase === 'start' || phase === 'follow';
}
