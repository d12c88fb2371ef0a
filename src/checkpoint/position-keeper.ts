import type { PositionStore } from './position-store.js';
import type { SavedPosition } from './saved-position.js';

/** Saved positions over the life of the process: those that were loaded go on being saved until their log is found. */
export interface PositionKeeper {
  /** The positions that were saved for the log at that path, by the podtail before this one. */
  savedFor(path: string): readonly SavedPosition[];
  /** The log at that path is followed no more: its positions are saved as they are, as long as it is there. */
  keep(path: string, positions: readonly SavedPosition[]): void;
  /**
   * Saves the positions of the logs that are followed, and those of logs that are there but not followed now.
   */
  save(current: readonly SavedPosition[], followed: (path: string) => boolean): SaveResult;
}

/** What came of saving positions. */
interface SaveResult {
  /** Whether they are on disk. */
  readonly isSaved: boolean;
  /** Those that are dropped from now on, because nothing stands at their log's path. */
  readonly dropped: readonly SavedPosition[];
}

/** How long after the start a log may be missing before its positions are dropped, in milliseconds: mounts come late. */
const GRACE = 60_000;

/**
 * Loads what the store has.
 *
 * @param isThere whether something stands at a log's path
 * @param now milliseconds, never falling
 */
export function createPositionKeeper(
  store: PositionStore,
  isThere: (path: string) => boolean,
  now: () => number,
): PositionKeeper {
  const loaded = new Map<string, SavedPosition[]>();
  for (const position of store.load()) loaded.set(position.path, [...(loaded.get(position.path) ?? []), position]);
  const startedAt = now();
  return {
    savedFor: (path) => loaded.get(path) ?? [],
    keep: (path, positions) => void loaded.set(path, [...positions]),
    save(current, followed) {
      const isEarly = now() - startedAt < GRACE;
      const dropped: SavedPosition[] = [];
      for (const [path, positions] of loaded) {
        const isFollowed = followed(path);
        if (!isFollowed && (isEarly || isThere(path))) continue;
        loaded.delete(path);
        if (!isFollowed) dropped.push(...positions);
      }
      const isSaved = store.save([...loaded.values()].flat().concat(current));
      return { isSaved, dropped };
    },
  };
}
