import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import { resolveSource } from '../discover/discovery.js';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from '../os/directory-watches.js';
import { openFileLimit } from '../os/open-file-limit.js';
import { createPause } from '../os/pause.js';
import type { ReadRules } from '../os/read-rules.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import { OpenFiles } from '../tail/files/open-files.js';
import { Tailer } from '../tail/tailer.js';
import { type Backlog, createBacklog } from './backlog/backlog.js';
import { createPartAgain } from './backlog/part-again.js';
import { type CatchUp, createCatchUp, lagOnDisk } from './catch-up.js';
import { createDelays, type Delays } from './delays.js';
import { createDiscovering } from './discovering.js';
import type { FollowStatus } from './follow-status.js';
import { gatherTime } from './gather-time.js';
import { createLeftFiles, type LeftFiles } from './left-files.js';
import { createNewFiles, type NewFiles } from './new-files.js';
import { noLogsMessage } from './no-logs.js';
import { deliverRest, monotonicNow, type PipelineParts } from './pipeline-parts.js';
import { createPods, type Pods } from './pods.js';
import { createRunRules } from './read-rules.js';
import { createRestKeeper, type RestKeeper } from './rest-keeper.js';
import { createPositionSaver } from './save-positions.js';
import { skipOutside, timeRangeOf } from './time-range.js';
import { createTreatedConsumer, createTreatedConsumers, type TreatedConsumers } from './treated-consumer.js';

/** What a line may have besides its text: CRI's time, stream and tags. */
const LINE_HEADER_BYTES = 1024;

/**
 * Follows the files of the configuration until the run ends; what was read is delivered then, and positions saved.
 *
 * @param following is told how that goes
 */
export async function followFiles(
  parts: PipelineParts,
  positions: PositionKeeper | undefined,
  following: FollowStatus,
): Promise<void> {
  const { control, diagnostics } = parts;
  const { once, stateDir } = parts.config;
  const keepsRests = positions !== undefined && stateDir !== undefined;
  const restKeeper = keepsRests ? createRestKeeper(stateDir, parts, Date.now) : undefined;
  const readRules = createRunRules(parts.config, parts);
  const watches = once ? createSilentWatches() : createDirectoryWatches(diagnostics);
  const guard = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      control.fail(error);
    }
  };
  let starting = true;
  const endOnce = (): void => {
    if (once && tailer.isIdle && backlog.isIdle && !starting) control.end();
  };
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
  const newFiles = createNewFiles(() => save(), monotonicNow);
  const pods = await createPods(parts, {
    diagnostics,
    ownsState: positions !== undefined,
    now: monotonicNow,
    onChange: (isConcerned) =>
      guard(() => {
        if (reading) discovering.reconsider(isConcerned);
        control.room.tell();
      }),
  });
  const consumers = createTreatedConsumers(parts, pods, catchUp);
  const left = createLeftFiles(positions);
  const openFiles = new OpenFiles(parts.config.limits.openFiles ?? openFileLimit());
  const backlog = createBacklogOf(parts, readRules, openFiles, pods, catchUp, newFiles, endOnce);
  const remember = createMemory(parts, readRules, left, backlog, () => starting);
  const tailer = createTailer(parts, readRules, openFiles, consumers, pods, watches, restKeeper, delays, newFiles, {
    remember,
    onLeft(path, files) {
      const isBack = partAgain.onLeft(path);
      restKeeper?.putBack(path);
      left.keep(path, files, isBack ? [] : backlog.leave(path), isBack);
    },
    onPause: endOnce,
  });
  following.begin({
    logs: () => tailer.status(),
    watches,
    keepsPositions: positions !== undefined,
    pods: () => pods.status(),
    catchUp: () => catchUp.status(),
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
  const save = (): void => {
    if (savePositions === undefined) return;
    const isSaved = savePositions();
    following.saved(isSaved);
    if (isSaved) restKeeper?.tidy(tailer);
  };
  let reading = true;
  const sweep = (): void => {
    if (reading) {
      discovering.sweep();
      tailer.sweep();
      partAgain.sweep();
      backlog.sweep();
      pods.tidy();
      catchUp.tidy(tailer.sources);
    }
    save();
  };
  control.room.subscribe(() => {
    tailer.resume();
    backlog.resume();
    endOnce();
  });
  discovering.start();
  discovering.followGone(restKeeper?.waiting() ?? []);
  starting = false;
  following.setReady();
  if (once && tailer.size === 0) diagnostics.warn(noLogsMessage(parts.config));
  const beginSweeping = () => setInterval(() => guard(sweep), parts.config.sweepInterval);
  let sweeping = beginSweeping();
  parts.reloads.subscribe((keys) => {
    if (!reading) return;
    clearInterval(sweeping);
    sweeping = beginSweeping();
    readRules.reload(parts.config);
    guard(() => discovering.reload(keys));
    control.room.tell();
  });
  control.room.tell();
  try {
    await control.ended;
    reading = false;
    tailer.pause();
    backlog.stop(positions === undefined);
    // Without positions, what waits for more would be lost; with them it is read again.
    if (positions === undefined) tailer.close(true);
    await deliverRest(parts);
    save();
    restKeeper?.saveOpen(tailer);
    save();
    following.end();
    tailer.close(false);
    backlog.close();
  } finally {
    clearInterval(sweeping);
    delays.close();
    pods.close();
    discovering.close();
    watches.close();
    readRules.close();
  }
}

/** Bytes of a log's live file that were not settled when the log was found. */
function lagWhenFound(
  path: string,
  { startAt }: Pick<PipelineParts['config'], 'startAt'>,
  positions: PositionKeeper | undefined,
): number {
  const known = positions?.savedFor(path) ?? [];
  return known.length === 0 && startAt === 'end' ? 0 : lagOnDisk(path, known);
}

/** Lines of a log at a time: fresh ones from the tail, older ones from here. */
function createBacklogOf(
  parts: PipelineParts,
  rules: ReadRules,
  openFiles: OpenFiles,
  pods: Pods,
  catchUp: CatchUp,
  newFiles: NewFiles,
  onPause: () => void,
): Backlog {
  const { context, counters, delivery, ledger, diagnostics, control } = parts;
  const { limits, metadata } = parts.config;
  return createBacklog({
    block: context.block,
    longestRead: limits.maxLineBytes + LINE_HEADER_BYTES,
    rules,
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
    rate: catchUp.rate,
    onPause: () => {
      newFiles.saveIfBegun();
      delivery.flush();
      onPause();
    },
    onError: (error) => control.fail(error),
  });
}

/** Says what is known of the files of a log that the tail begins to follow. */
function createMemory(
  parts: PipelineParts,
  readRules: ReadRules,
  left: LeftFiles,
  backlog: Backlog,
  isStarting: () => boolean,
): (path: string) => readonly RememberedFile[] {
  const range = timeRangeOf(parts.config, Date.now());
  return (path) => {
    const known = left.filesOf(path);
    const isNew = known.length === 0;
    const inRange = isNew && range !== undefined ? skipOutside(path, range, readRules) : known;
    const { catchUp, startAt } = parts.config;
    const isAtEnd = isNew && startAt === 'end' && isStarting();
    return backlog.begin(path, inRange, left.backlogOf(path), catchUp?.order === 'newest' && !isAtEnd);
  };
}

interface TailEvents {
  remember(path: string): readonly RememberedFile[];
  onLeft(path: string, files: readonly RememberedFile[]): void;
  onPause(): void;
}

function createTailer(
  parts: PipelineParts,
  readRules: ReadRules,
  openFiles: OpenFiles,
  consumers: TreatedConsumers,
  pods: Pods,
  watches: DirectoryWatches,
  restKeeper: RestKeeper | undefined,
  delays: Delays,
  newFiles: NewFiles,
  events: TailEvents,
): Tailer {
  const { context, counters, delivery, ledger, diagnostics, control } = parts;
  const { limits, metadata, once } = parts.config;
  return new Tailer({
    block: context.block,
    readRules,
    openFiles,
    longestRead: limits.maxLineBytes + LINE_HEADER_BYTES,
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
    rememberedFiles: events.remember,
    onLeft: events.onLeft,
    savedRests: restKeeper?.rests,
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
      events.onPause();
    },
    onError: (error) => control.fail(error),
  });
}
