import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import type { SavedPosition } from '../checkpoint/saved-position.js';
import { countAbandoned } from '../record/abandoned.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import type { Tailer } from '../tail/tailer.js';
import type { Backlog } from './backlog/backlog.js';
import type { PipelineParts } from './pipeline-parts.js';
import { toSavedPosition } from './saved-files.js';

type Positions = ReturnType<Tailer['positions']>;

/**
 * Makes what saves the positions of the tailer's files, and says whether they are on disk. Where nothing has happened since
 * it was called last, it does next to nothing.
 */
export function createPositionSaver(
  parts: Pick<PipelineParts, 'counters' | 'diagnostics'>,
  tailer: Pick<Tailer, 'positions'>,
  backlog: Pick<Backlog, 'positions' | 'has'>,
  keeper: PositionKeeper,
): () => boolean {
  const known = new WeakMap<readonly RememberedFile[], readonly SavedPosition[]>();
  let current: Positions = new Map();
  let saved: readonly SavedPosition[] = [];

  function savedFiles(path: string, files: readonly RememberedFile[]): readonly SavedPosition[] {
    let positions = known.get(files);
    if (positions === undefined) {
      positions = files.map((file) => toSavedPosition(path, file));
      known.set(files, positions);
    }
    return positions;
  }

  return () => {
    const positions = tailer.positions();
    if (positions !== current) {
      current = positions;
      saved = [...positions].flatMap(([path, files]) => savedFiles(path, files));
    }
    const left = backlog.positions();
    const all = left.length === 0 ? saved : [...left, ...saved];
    // The backlog of a log that is gone is read on when the tail is through with it.
    const { isSaved, dropped } = keeper.save(all, (path) => positions.has(path) || backlog.has(path));
    for (const position of dropped) countLost(parts, position);
    countMissed(parts, dropped);
    return isSaved;
  };
}

/** Counts logs that were deleted while podtail was down, and of which all was delivered that an earlier podtail had seen. */
function countMissed(
  { counters, diagnostics }: Pick<PipelineParts, 'counters' | 'diagnostics'>,
  dropped: readonly SavedPosition[],
): void {
  const missed = dropped.filter(({ done, size, offset }) => !done && offset > 0 && size <= offset);
  for (const path of new Set(missed.map((position) => position.path))) {
    counters.missedRotations++;
    diagnostics.warn(
      `${path} was deleted while podtail was down; lines that were written to it after podtail stopped, if any, are lost`,
      {
        path,
      },
    );
  }
}

/** Counts what an earlier podtail knew to be in a log's file, and did not deliver before the log was deleted. */
function countLost(
  { counters, diagnostics }: Pick<PipelineParts, 'counters' | 'diagnostics'>,
  { path, done, size, offset }: SavedPosition,
): void {
  const unreadBytes = size - offset;
  if (done || unreadBytes <= 0) return;
  countAbandoned(counters, 'deleted', unreadBytes);
  diagnostics.warn(`${path} was deleted while podtail was down, before it was read to its end`, {
    path,
    unreadBytes,
  });
}
