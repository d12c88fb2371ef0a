import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import type { SavedPosition } from '../checkpoint/saved-position.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import type { UnsettledPart } from './backlog/part-reader.js';
import { fromSavedPosition, isBacklog, toSavedPosition } from './saved-files.js';

/** What is known of the files of logs that are not followed: from an earlier run, or from before podtail left them. */
export interface LeftFiles {
  filesOf(path: string): readonly RememberedFile[];
  /** The rest of the log's backlog. */
  backlogOf(path: string): readonly UnsettledPart[];
  /**
   * The log is no longer followed. Later bytes of its files do not count as lost, unless it is followed again at once.
   */
  keep(path: string, files: readonly RememberedFile[], backlog: readonly SavedPosition[], isBack: boolean): void;
}

/** @param positions where they are kept over the life of the process; not given: for that of this one alone */
export function createLeftFiles(positions: PositionKeeper | undefined): LeftFiles {
  const left = new Map<string, readonly SavedPosition[]>();
  const savedFor = (path: string): readonly SavedPosition[] => left.get(path) ?? positions?.savedFor(path) ?? [];
  return {
    filesOf: (path) =>
      savedFor(path)
        .filter((position) => !isBacklog(position))
        .map(fromSavedPosition),
    backlogOf: (path) =>
      savedFor(path).flatMap((position) => {
        const { backlogEnd: end } = position;
        return end === undefined ? [] : [{ file: fromSavedPosition(position), end }];
      }),
    keep(path, files, backlog, isBack) {
      const known = files.map((file) => toSavedPosition(path, isBack ? file : { ...file, size: file.offset }));
      const all = [...backlog, ...known];
      if (positions === undefined) left.set(path, all);
      else positions.keep(path, all);
    },
  };
}
