import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import type { FollowStatus } from './follow-status.js';
import { createFollowedFiles, type FollowedFiles } from './followed-files.js';
import { noLogsMessage } from './no-logs.js';
import { deliverRest, type PipelineParts } from './pipeline-parts.js';

/**
 * Follows the files of the configuration until the run ends; what was read is delivered then, and positions saved.
 *
 * @param positions undefined where none are kept
 * @param following is told how that goes
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

/** Finds the logs that are there. */
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

/** For how long logs are read once more at the end of a run that keeps no positions, in milliseconds. */
const LAST_READ = 250;

/** Reads no more, delivers what was read, and saves positions, and what podtail alone has of deleted files. */
async function drain(
  parts: PipelineParts,
  files: FollowedFiles,
  following: FollowStatus,
  keepsPositions: boolean,
): Promise<void> {
  const { tailer, backlog, restKeeper } = files;
  files.phase = 'drain';
  // What was written before the signal may not have been noticed yet.
  if (!keepsPositions && !parts.config.once) tailer.readUp(LAST_READ);
  tailer.pause();
  backlog.stop(!keepsPositions);
  // Without positions, what waits for more would be lost; with them it is read again.
  if (!keepsPositions) tailer.close(true);
  await deliverRest(parts);
  files.save();
  restKeeper?.saveOpen(tailer, backlog);
  files.save();
  following.end();
  tailer.close(false);
  backlog.close();
}

/** Lets go of what is left, also after a failure. */
function close(files: FollowedFiles, sweeps: Sweeps): void {
  const { delays, pods, discovering, watches, readRules } = files;
  files.phase = 'close';
  sweeps.end();
  for (const part of [delays, pods, discovering, watches, readRules]) part.close();
}

/** What is done every `sweepInterval`. */
interface Sweeps {
  /** Does it from now on, at the interval that the configuration says now. */
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
