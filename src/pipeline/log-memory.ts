import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import type { ReadRules } from '../os/read-rules.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import type { Backlog } from './backlog/backlog.js';
import { lagOnDisk } from './catch-up.js';
import type { LeftFiles } from './left-files.js';
import type { PipelineParts } from './pipeline-parts.js';
import { skipOutside, timeRangeOf } from './time-range.js';

/** Creates a function that returns what is known of the files of a log that the tail begins to follow. */
export function createLogMemory(
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

/** Unsettled bytes of the live file at the time the log is found. */
export function lagWhenFound(
  path: string,
  { startAt }: Pick<PipelineParts['config'], 'startAt'>,
  positions: PositionKeeper | undefined,
): number {
  const known = positions?.savedFor(path) ?? [];
  return known.length === 0 && startAt === 'end' ? 0 : lagOnDisk(path, known);
}
