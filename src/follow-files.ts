import { createBlockConsumer } from './block-consumer.js';
import type { PositionKeeper } from './checkpoint/position-keeper.js';
import type { SavedPosition } from './checkpoint/saved-position.js';
import { createDelays, type Delays } from './delays.js';
import { allowedFolders } from './discover/allowed-folders.js';
import { createDiscovery, resolveSource } from './discover/discovery.js';
import type { FollowStatus } from './follow-status.js';
import { createNewFiles, type NewFiles } from './new-files.js';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from './os/directory-watches.js';
import { openFileLimit } from './os/open-file-limit.js';
import { OWN_LOG, ownLogs } from './own-log.js';
import { deliverRest, monotonicNow, type PipelineParts } from './pipeline-parts.js';
import type { LogSource } from './record/log-source.js';
import { fromSavedPosition, toSavedPosition } from './saved-files.js';
import { OpenFiles } from './tail/open-files.js';
import { Tailer } from './tail/tailer.js';

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
  const { config, control, diagnostics } = parts;
  const { once, sweepInterval, startAt, include } = config;
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
  const delays = createDelays(parts.transforms.readyAt, monotonicNow, () => control.onRoom());
  const newFiles = createNewFiles(() => save(), monotonicNow);
  const tailer = createTailer(parts, watches, positions, delays, newFiles, endOnce);
  following.begin(() => tailer.status(), watches, positions !== undefined);
  const isOwnLog = ownLogs(config);
  const isLeftOut = (source: LogSource): boolean => {
    const isOwn = isOwnLog(source);
    if (isOwn) diagnostics.info(`${source.path} is not read: ${OWN_LOG}`, { path: source.path });
    return isOwn;
  };
  const discovery = createDiscovery({ ...config, isLeftOut }, watches, diagnostics, {
    onFound: (source) => guard(() => tailer.add(source, starting && startAt === 'end')),
    onGone: (path) => guard(() => tailer.remove(path)),
  });
  const save = (): void => {
    if (positions !== undefined) following.saved(savePositions(parts, tailer, positions));
  };
  let reading = true;
  const sweep = (): void => {
    if (reading) {
      discovery.sweep();
      tailer.sweep();
    }
    save();
  };
  control.onRoom = () => {
    tailer.resume();
    endOnce();
  };
  discovery.start();
  starting = false;
  following.setReady();
  if (once && tailer.size === 0) diagnostics.warn(`no log file matches ${include.join(', ')}`);
  const sweeping = setInterval(() => guard(sweep), sweepInterval);
  control.onRoom();
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
    discovery.close();
    watches.close();
  }
}

function createTailer(
  { config, context, counters, delivery, ledger, diagnostics, control, transforms }: PipelineParts,
  watches: DirectoryWatches,
  positions: PositionKeeper | undefined,
  delays: Delays,
  newFiles: NewFiles,
  onPause: () => void,
): Tailer {
  const { include, allowTarget, limits, metadata, once } = config;
  return new Tailer({
    block: context.block,
    allowedFolders: allowedFolders(include, allowTarget),
    openFiles: new OpenFiles(limits.openFiles ?? openFileLimit()),
    longestRead: limits.maxLineBytes + LINE_HEADER_BYTES,
    partialTimeout: limits.partialTimeout,
    deletedFileGrace: limits.deletedFileGrace,
    once,
    watches,
    diagnostics,
    counters,
    progress: ledger,
    rememberedFiles: (path) => positions?.savedFor(path).map(fromSavedPosition) ?? [],
    now: monotonicNow,
    resolve: (path, target) => resolveSource(path, metadata, target),
    createConsumer: (source) =>
      newFiles.watch(
        source,
        createBlockConsumer(transforms.describe(source), context, delivery, ledger, transforms.chainFor(source)),
      ),
    hasRoom: (source) => delivery.hasRoom(source) && delays.isReady(source),
    hasAnyRoom: () => delivery.hasAnyRoom,
    onPause: () => {
      newFiles.saveIfBegun();
      delivery.flush();
      onPause();
    },
    onError: (error) => control.fail(error),
  });
}

/** Whether they are on disk. */
function savePositions(parts: PipelineParts, tailer: Tailer, positions: PositionKeeper): boolean {
  const current = tailer.positions();
  const saved = [...current].flatMap(([path, files]) => files.map((file) => toSavedPosition(path, file)));
  const { isSaved, dropped } = positions.save(saved, (path) => current.has(path));
  for (const position of dropped) countLost(parts, position);
  return isSaved;
}

/** Counts what an earlier podtail knew to be in a log's file, and did not deliver before the log was deleted. */
function countLost({ counters, diagnostics }: PipelineParts, { path, done, size, offset }: SavedPosition): void {
  const unreadBytes = size - offset;
  if (done || unreadBytes <= 0) return;
  counters.abandoned.deleted += unreadBytes;
  counters.abandonedBytes += unreadBytes;
  diagnostics.warn(`${path} was deleted while podtail was not there, before it was read to its end`, {
    path,
    unreadBytes,
  });
}
