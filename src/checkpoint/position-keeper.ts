import type { PositionStore } from './position-store.js';
import type { SavedPosition } from './saved-position.js';

/** Saved positions over the life of the process: those that were loaded are saved again until their log is found. */
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
  /**
   * Those of an earlier podtail that are dropped from now on, because nothing is at their log's path. Those of logs that were
   * left in this one are dropped without a word.
   */
  readonly dropped: readonly SavedPosition[];
}

/** How long a log may be missing while podtail runs before its positions are dropped, in milliseconds: mounts come late. */
const GRACE = 60_000;

/**
 * Loads what the store has.
 *
 * @param isThere whether something is at a log's path
 * @param now milliseconds, never falling
 */
export function createPositionKeeper(
  store: PositionStore,
  isThere: (path: string) => boolean,
  now: () => number,
): PositionKeeper {
  const loaded = new Map<string, readonly SavedPosition[]>();
  for (const position of store.load()) loaded.set(position.path, [...(loaded.get(position.path) ?? []), position]);
  const left = new Set<string>();
  let savedAt = now();

  /** The positions of a log that is not followed; none any more, where it has been missing for too long. */
  function stillKept(path: string, positions: readonly SavedPosition[], passed: number): readonly SavedPosition[] {
    const missed = positions[0]?.missingFor ?? 0;
    if (isThere(path)) return missed === 0 ? positions : positions.map(({ missingFor: _, ...position }) => position);
    const missingFor = missed + passed;
    // It is saved, so that the positions are dropped also where podtail never lives for so long.
    return missingFor < GRACE ? positions.map((position) => ({ ...position, missingFor })) : [];
  }

  return {
    savedFor: (path) => loaded.get(path) ?? [],
    keep(path, positions) {
      loaded.set(path, positions);
      left.add(path);
    },
    save(current, followed) {
      const passed = Math.round(now() - savedAt);
      savedAt += passed;
      const dropped: SavedPosition[] = [];
      for (const [path, positions] of loaded) {
        const isFollowed = followed(path);
        const kept = isFollowed ? [] : stillKept(path, positions, passed);
        if (kept.length > 0) loaded.set(path, kept);
        else loaded.delete(path);
        if (!isFollowed && kept.length === 0 && !left.has(path)) dropped.push(...positions);
      }
      const isSaved = store.save(loaded.size === 0 ? current : [...loaded.values()].flat().concat(current));
      return { isSaved, dropped };
    },
  };
}
