import { readPositions } from './checkpoint/position-store.js';
import type { SavedPosition } from './checkpoint/saved-position.js';
import type { Config } from './config/config.js';
import { allowedFolders } from './discover/allowed-folders.js';
import { fromSavedPosition } from './saved-files.js';
import { findRemembered } from './tail/find-remembered.js';

/** How far one physical file was settled when positions were saved last. */
export interface PositionListing {
  /** Of its log, as discovery found it. */
  readonly path: string;
  /** Where the file is now, all links followed; left out where it is not found any more. */
  readonly target?: string;
  /** `live`: it stands at the log's path. `rotated`: it was rotated away. `gone`: it is not there any more. */
  readonly state: 'live' | 'rotated' | 'gone';
  /** Byte offset from which it will be read on. */
  readonly offset: number;
  /** Bytes that it has now, or was seen to have. */
  readonly size: number;
  /** Bytes that are not settled. */
  readonly lagBytes: number;
}

/** What is saved in the state folder. Throws a `UserError` where it cannot be read. */
export function listPositions(config: Config): PositionListing[] {
  if (config.stateDir === undefined) return [];
  const allowed = allowedFolders(config.include, config.allowTarget);
  const byPath = new Map<string, SavedPosition[]>();
  for (const position of readPositions(config.stateDir)) {
    byPath.set(position.path, [...(byPath.get(position.path) ?? []), position]);
  }
  return [...byPath].flatMap(([path, positions]) => {
    const files = positions.map(fromSavedPosition);
    const found = findRemembered(path, files, allowed);
    return files.map((file) => {
      const now = found.get(file);
      const size = Math.max(now?.size ?? 0, file.size);
      const lagBytes = file.done && now?.isLive !== true ? 0 : Math.max(0, size - file.offset);
      const state = now === undefined ? 'gone' : now.isLive ? 'live' : 'rotated';
      return { path, ...(now && { target: now.target }), state, offset: file.offset, size, lagBytes } as const;
    });
  });
}
