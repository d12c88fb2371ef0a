import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import type { FollowStatus } from './follow-status.js';
import { createFollowedFiles, type FollowedFiles } from './followed-files.js';
import { noLogsMessage } from './no-logs.js';
import { deliverRest, type PipelineParts } from './pipeline-parts.js';

/**
 * Follows the files of the configuration until the run ends. Then it delivers what was read, and saves positions.
 *
 * @param positions undefined if no positions are kept
 * @param following gets the state of the run
 */
export async function followFiles(
  parts: PipelineParts,
  positions: PositionKeeper | undefined,
  following: FollowStatus,
): Promise<void> {
  const files = await createFollowedFiles(parts, positions, following);
  const keepsPositions = positions !== undefined;
  const sweeps = createSweeps(parts, files);
  try {
    start(parts, files, following, keepsPositions);
    await follow(parts, files, sweeps);
    await drain(parts, files, following, keepsPositions);
  } finally {
    close(files, sweeps);
  }
}

/** Finds the logs that exist. */
function start(parts: PipelineParts, files: FollowedFiles, following: FollowStatus, keepsPositions: boolean): void {
  const { tailer, backlog, catchUp, discovering, pods, watches, restKeeper } = files;
  following.begin({
    logs: () => tailer.status(),
    watches,
    keepsPositions,
    pods: () => pods.status(),
    catchUp: () => catchUp.status(),
  });
  parts.control.room.subscribe(() => {
    tailer.resume();
    backlog.resume();
    files.endOnce();
  });
  discovering.start();
  discovering.followGone(restKeeper?.waiting() ?? []);
  following.setReady();
  const { config, diagnostics } = parts;
  if (config.once && tailer.size === 0) diagnostics.warn(noLogsMessage(config));
}

/** Reads the logs, and finds new ones, until the run ends. */
async function follow(parts: PipelineParts, files: FollowedFiles, sweeps: Sweeps): Promise<void> {
  const { discovering, readRules, guard } = files;
  files.phase = 'follow';
  sweeps.begin();
  parts.reloads.subscribe((keys) => {
    if (files.phase !== 'follow') return;
    sweeps.begin();
    readRules.reload(parts.config);
    guard(() => discovering.reload(keys));
    parts.control.room.tell();
  });
  parts.control.room.tell();
  await parts.control.ended;
}

/** How long a run without positions reads its logs once more before it ends, in milliseconds. */
const LAST_READ = 250;

/** Stops the reading, delivers what was read, and saves positions and the unsettled rests of deleted files. */
async function drain(
  parts: PipelineParts,
  files: FollowedFiles,
  following: FollowStatus,
  keepsPositions: boolean,
): Promise<void> {
  const { tailer, backlog, restKeeper } = files;
  files.phase = 'drain';
  // podtail may not have noticed yet what was written before the signal.
  if (!keepsPositions && !parts.config.once) tailer.readUp(LAST_READ);
  tailer.pause();
  backlog.stop(!keepsPositions);
  // Without positions, incomplete records would be lost. With positions, the next run reads them again.
  if (!keepsPositions) tailer.close(true);
  await deliverRest(parts);
  files.save();
  restKeeper?.saveOpen(tailer, backlog);
  files.save();
  following.end();
  tailer.close(false);
  backlog.close();
}

/** Closes everything, also after a failure. */
function close(files: FollowedFiles, sweeps: Sweeps): void {
  const { delays, pods, discovering, watches, readRules } = files;
  files.phase = 'close';
  sweeps.end();
  for (const part of [delays, pods, discovering, watches, readRules]) part.close();
}

/** The work of each `sweepInterval`. */
interface Sweeps {
  /** Starts the sweeps, at the interval of the current configuration. */
  begin(): void;
  end(): void;
}

function createSweeps(parts: PipelineParts, files: FollowedFiles): Sweeps {
  const { tailer, backlog, partAgain, catchUp, discovering, pods, guard } = files;
  let timer: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    if (files.phase === 'follow') {
      discovering.sweep();
      tailer.sweep();
      partAgain.sweep();
      backlog.sweep();
      pods.tidy();
      catchUp.tidy(tailer.sources);
    }
    files.save();
  };
  return {
    begin() {
      clearInterval(timer);
      timer = setInterval(() => guard(sweep), parts.config.sweepInterval);
    },
    end: () => clearInterval(timer),
  };
}
