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
 * Creates a function that saves the positions of the tailer's files, and returns whether they are on the disk. It does
 * next to nothing if nothing changed since its last call.
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
    // The backlog of a log that is gone is read after the tail has finished with the log.
    const { isSaved, dropped } = keeper.save(all, (path) => positions.has(path) || backlog.has(path));
    for (const position of dropped) countLost(parts, position);
    countMissed(parts, dropped);
    return isSaved;
  };
}

/**
 * Counts logs that were deleted while podtail was down, if everything that an earlier run saw of them was delivered.
 */
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

/** Counts the bytes of a deleted log that an earlier run knew and did not deliver. */
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
