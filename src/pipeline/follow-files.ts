import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import { resolveSource } from '../discover/discovery.js';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from '../os/directory-watches.js';
import { openFileLimit } from '../os/open-file-limit.js';
import { createPause } from '../os/pause.js';
import type { ReadRules } from '../os/read-rules.js';
import { OpenFiles } from '../tail/files/open-files.js';
import { Tailer } from '../tail/tailer.js';
import { createCatchUp, lagOnDisk } from './catch-up.js';
import { createDelays, type Delays } from './delays.js';
import { createDiscovering } from './discovering.js';
import type { FollowStatus } from './follow-status.js';
import { gatherTime } from './gather-time.js';
import { createLeftFiles } from './left-files.js';
import { createNewFiles, type NewFiles } from './new-files.js';
import { noLogsMessage } from './no-logs.js';
import { deliverRest, monotonicNow, type PipelineParts } from './pipeline-parts.js';
import { createPods, type Pods } from './pods.js';
import { createRunRules } from './read-rules.js';
import { createPositionSaver } from './save-positions.js';
import { skipOutside, timeRangeOf } from './time-range.js';
import { createTreatedConsumers, type TreatedConsumers } from './treated-consumer.js';

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
  const { once } = parts.config;
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
    if (once && tailer.isIdle && !starting) control.end();
  };
  const delays = createDelays(
    (source) => Math.max(parts.transforms.readyAt(source), catchUp.readyAt(source)),
    monotonicNow,
    () => control.room.tell(),
  );
  const catchUp = createCatchUp(parts.config, {
    readBytes: parts.context.block.readCapacity,
    now: monotonicNow,
    wallTime: Date.now,
    lagOf: ({ path }) => lagWhenFound(path, parts.config, positions),
  });
  const newFiles = createNewFiles(() => save(), monotonicNow);
  const pods = await createPods(parts.config, {
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
  const tailer = createTailer(parts, readRules, consumers, pods, watches, positions, delays, newFiles, endOnce);
  following.begin({
    logs: () => tailer.status(),
    watches,
    keepsPositions: positions !== undefined,
    pods: () => pods.status(),
    catchUp: () => catchUp.status(),
  });
  const discovering = createDiscovering(parts, tailer, consumers, pods, watches, guard);
  const savePositions = positions && createPositionSaver(parts, tailer, positions);
  const save = (): void => {
    if (savePositions !== undefined) following.saved(savePositions());
  };
  let reading = true;
  const sweep = (): void => {
    if (reading) {
      discovering.sweep();
      tailer.sweep();
      pods.tidy();
      catchUp.tidy(tailer.sources);
    }
    save();
  };
  control.room.subscribe(() => {
    tailer.resume();
    endOnce();
  });
  discovering.start();
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
    // Without positions, what waits for more would be lost; with them it is read again.
    if (positions === undefined) tailer.close(true);
    await deliverRest(parts);
    save();
    following.end();
    tailer.close(false);
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

function createTailer(
  parts: PipelineParts,
  readRules: ReadRules,
  consumers: TreatedConsumers,
  pods: Pods,
  watches: DirectoryWatches,
  positions: PositionKeeper | undefined,
  delays: Delays,
  newFiles: NewFiles,
  onPause: () => void,
): Tailer {
  const { context, counters, delivery, ledger, diagnostics, control } = parts;
  const { limits, metadata, once } = parts.config;
  const left = createLeftFiles(positions);
  const range = timeRangeOf(parts.config, Date.now());
  return new Tailer({
    block: context.block,
    readRules,
    openFiles: new OpenFiles(limits.openFiles ?? openFileLimit()),
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
    rememberedFiles(path) {
      const known = left.filesOf(path);
      return known.length > 0 || range === undefined ? known : skipOutside(path, range, readRules);
    },
    onLeft: (path, files) => left.keep(path, files),
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
      onPause();
    },
    onError: (error) => control.fail(error),
  });
}
