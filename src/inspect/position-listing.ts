import { closeSync, statSync } from 'node:fs';
import { readPositions } from '../checkpoint/position-store.js';
import type { BadPosition, SavedPosition } from '../checkpoint/saved-position.js';
import { loadRests, type SavedRest } from '../checkpoint/saved-rests.js';
import type { Config } from '../config/config.js';
import { resolveSource } from '../discover/discovery.js';
import { openLog } from '../os/open-log.js';
import type { ReadRules } from '../os/read-rules.js';
import { createReadRules } from '../pipeline/read-rules.js';
import { fromSavedPosition, isBacklog } from '../pipeline/saved-files.js';
import type { PodMetadata } from '../record/log-source.js';
import { findRemembered } from '../tail/files/find-remembered.js';

/** How far one physical file was settled when positions were saved last. */
export interface PositionListing {
  /** Of its log, as discovery found it. */
  readonly path: string;
  /** What the path says. */
  readonly metadata: PodMetadata;
  /** Where the file is now, all links followed; left out where it is not found any more. */
  readonly target?: string;
  /**
   * `live`: it is at the log's path. `rotated`: it was rotated away. `gone`: it is not there any more. `unseen`: there is
   * something at the log's path that may not be read, or not by this configuration (see `problem`). `backlog`: a part of a file
   * that is read later than what follows it; `size` is where it ends then. `saved`: the file was deleted, and what is not settled
   * of it is saved in the state folder.
   */
  readonly state: 'live' | 'rotated' | 'gone' | 'unseen' | 'backlog' | 'saved';
  /** Why the log's path cannot be looked at. */
  readonly problem?: string;
  /** Byte offset from which it will be read on. */
  readonly offset: number;
  /** Bytes that it has now, or was seen to have. */
  readonly size: number;
  /** Bytes that are not settled. */
  readonly lagBytes: number;
}

/**
 * What is saved in the state folder. Throws a `UserError` where it cannot be read.
 *
 * @param onBad told of each entry that is no position
 */
export function listPositions(config: Config, onBad: (entry: BadPosition) => void): PositionListing[] {
  if (config.stateDir === undefined) return [];
  const rules = createReadRules(config);
  const rests = restsIn(config.stateDir);
  const byPath = new Map<string, SavedPosition[]>();
  for (const position of readPositions(config.stateDir, onBad)) {
    byPath.set(position.path, [...(byPath.get(position.path) ?? []), position]);
  }
  const listings = [...byPath].flatMap(([path, positions]) => {
    const ordered = positions.filter((position) => !isBacklog(position));
    const files = ordered.map(fromSavedPosition);
    const { metadata } = resolveSource(path, config.metadata);
    const found = findRemembered(path, files, rules);
    const problem = found.size > 0 ? undefined : problemOf(path, rules);
    const backlog = positions.flatMap((position) => listBacklog(position, metadata, rules));
    const inOrder = files.map((file, index) => {
      const now = found.get(file);
      const rest = now === undefined ? rests.find((saved) => isRestOf(saved, ordered[index]!)) : undefined;
      if (rest !== undefined) {
        const { offset, size } = file;
        const lagBytes = Math.max(0, size - offset);
        return { path, metadata, target: rest.copy, state: 'saved', offset, size, lagBytes } as const;
      }
      const size = Math.max(now?.size ?? 0, file.size);
      const lagBytes = file.done && now?.isLive !== true ? 0 : Math.max(0, size - file.offset);
      const state = now !== undefined ? (now.isLive ? 'live' : 'rotated') : problem === undefined ? 'gone' : 'unseen';
      const where = { path, metadata, ...(now && { target: now.target }) };
      return { ...where, state, offset: file.offset, size, lagBytes, ...(problem && { problem }) } as const;
    });
    return [...backlog, ...inOrder];
  });
  rules.close();
  return listings;
}

/** Nothing, for the position of a file that is read in order. */
function listBacklog(position: SavedPosition, metadata: PodMetadata, rules: ReadRules): PositionListing[] {
  const { path, offset, backlogEnd } = position;
  if (backlogEnd === undefined) return [];
  const [now] = findRemembered(path, [fromSavedPosition(position)], rules).values();
  const where = { path, metadata, ...(now && { target: now.target }) };
  const state = now === undefined ? 'gone' : 'backlog';
  return [{ ...where, state, offset, size: backlogEnd, lagBytes: Math.max(0, backlogEnd - offset) }];
}

/** Those that can be read: without the permission to read the folder, positions are reported as unreadable. */
function restsIn(stateDir: string): readonly SavedRest[] {
  try {
    return loadRests(stateDir).rests;
  } catch {
    return [];
  }
}

/** Whether a rest is that of the file of a position, which is known by its own inode before it is read again, and then by the copy's. */
function isRestOf({ copy, position: saved }: SavedRest, { path, device, inode }: SavedPosition): boolean {
  if (saved.path !== path) return false;
  if (saved.device === device && saved.inode === inode) return true;
  const stats = statSync(copy, { bigint: true, throwIfNoEntry: false });
  return stats !== undefined && String(stats.dev) === device && String(stats.ino) === inode;
}

/** Why there is nothing to be found at a path, where that is for another reason than that nothing is there. */
function problemOf(path: string, rules: ReadRules): string | undefined {
  const opened = openLog(path, rules);
  if (opened.kind === 'opened') closeSync(opened.descriptor);
  return opened.kind === 'refused' || opened.kind === 'unreadable' ? opened.reason : undefined;
}
