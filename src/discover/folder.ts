import path from 'node:path';
import { createEntryRoom, type EntryRoom } from './entry-room.js';
import type { GlobLevel } from './glob.js';

/** A folder that globs lead into, and what its latest listing found there. */
export interface Folder {
  /** Absolute. */
  readonly path: string;
  /** The folder in which this one was found; the root has none. */
  readonly parent: Folder | undefined;
  /** How many folders lie between this one and the root, this one counted. */
  readonly depth: number;
  /** The levels of the globs that its entries are held against. */
  readonly levels: readonly GlobLevel[];
  /** How many of its entries are followed. */
  readonly room: EntryRoom;
  /** Names of the entries that were reported as found. */
  readonly files: Set<string>;
  /** The entries that are folders themselves, by name. */
  readonly folders: Map<string, Folder>;
  /** Undefined where the folder has to be listed again, with any modification time. */
  listing: Listing | undefined;
  /** What is watched for it: its path, or, while nothing is there, a folder above. */
  watched: string;
  endWatch: () => void;
  /** How often its watch has told of something; and what that was when it was listed last. */
  heard: number;
  heardWhenListed: number;
}

/** When a folder was listed, to decide whether the list is still valid. */
export interface Listing {
  /** The folder's time of modification just before, in nanoseconds. */
  readonly modified: bigint;
  /** Whether that time was long past then. */
  readonly isSettled: boolean;
}

/** A folder that was not looked at yet. */
export function createFolder(folder: string, parent: Folder | undefined, levels: readonly GlobLevel[]): Folder {
  const depth = parent === undefined ? 0 : parent.depth + 1;
  const room = createEntryRoom(folder, path.basename(folder), parent?.room);
  const none = { listing: undefined, watched: '', endWatch: () => {}, heard: 0, heardWhenListed: 0 };
  return { path: folder, parent, depth, levels, room, files: new Set(), folders: new Map(), ...none };
}

/** The path of an entry. */
export function entryPath(folder: Folder, name: string): string {
  return path.join(folder.path, name);
}

/**
 * How old the time of a folder has to be, in nanoseconds, before a listing holds until that time changes: file systems
 * keep times in ticks of up to 2 s (FAT), and a change in the tick of the one before leaves no trace.
 */
const TICK = 2_000_000_000n;

/** Notes a listing that was made at `now` (milliseconds since 1970). */
export function createListing(modified: bigint, now: number): Listing {
  return { modified, isSettled: BigInt(Math.trunc(now)) * 1_000_000n - modified >= TICK };
}

/** Whether a listing holds until the folder's time changes. */
export function isSettled(listing: Listing | undefined): boolean {
  return listing?.isSettled === true;
}

/** Whether entries may have come or gone since the listing, now that the folder's time is `modified`. */
export function needsListing(listing: Listing | undefined, modified: bigint): boolean {
  return !isSettled(listing) || listing?.modified !== modified;
}
