import type { PositionStore } from './position-store.js';
import type { SavedPosition } from './saved-position.js';

/** Saved positions over the life of the process: those that were loaded go on being saved until their log is found. */
export interface PositionKeeper {
  /** The positions that were saved for the log at that path, by the podtail before this one. */
  savedFor(path: string): readonly SavedPosition[];
  /**
   * Saves the positions of the logs that are followed, and those of logs that are there but not followed now; false where
   * that could not be.
   */
  save(current: readonly SavedPosition[], followed: (path: string) => boolean): boolean;
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
    save(current, followed) {
      const isEarly = now() - startedAt < GRACE;
      for (const path of loaded.keys()) {
        if (followed(path) || !(isEarly || isThere(path))) loaded.delete(path);
      }
      return store.save([...loaded.values()].flat().concat(current));
    },
  };
}
