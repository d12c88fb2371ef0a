import type { PositionKeeper } from '../checkpoint/position-keeper.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import { fromSavedPosition, toSavedPosition } from './saved-files.js';

/** What is known of the files of logs that are not followed: from an earlier podtail, or from before they were left. */
export interface LeftFiles {
  filesOf(path: string): readonly RememberedFile[];
  /** The log is followed no more; what comes to its files from now on is none that would be lost. */
  keep(path: string, files: readonly RememberedFile[]): void;
}

/** @param positions where they are kept over the life of the process; not given: for that of this one alone */
export function createLeftFiles(positions: PositionKeeper | undefined): LeftFiles {
  const left = new Map<string, readonly RememberedFile[]>();
  return {
    filesOf: (path) => left.get(path) ?? positions?.savedFor(path).map(fromSavedPosition) ?? [],
    keep(path, files) {
      const known = files.map((file) => ({ ...file, size: file.offset }));
      if (positions === undefined) left.set(path, known);
      else
        positions.keep(
          path,
          known.map((file) => toSavedPosition(path, file)),
        );
    },
  };
}
