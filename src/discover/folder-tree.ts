import path from 'node:path';
import type { DirectoryWatches } from '../os/directory-watches.js';
import { SweepPlan } from '../os/sweep-plan.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { EntryRoom } from './entry-room.js';
import {
  createFolder,
  createListing,
  entryPath,
  type Folder,
  isSettled,
  type Listing,
  needsListing,
} from './folder.js';
import type { FolderAccess, FolderEntries, FolderEntry } from './folder-access.js';
import { type GlobLevel, levelsWithin, matchesFile } from './glob.js';
import { createHints } from './hints.js';

/** How many levels below the root are entered: more than log folders have, and an end for `**`. */
const MOST_LEVELS = 32;
/** How long what watches say is gathered, in milliseconds: a busy file's writes are so many hints at its folder. */
const GATHER = 20;

export interface FolderTreeOptions {
  /** Absolute. It need not be there. */
  readonly root: string;
  /** The first levels of the globs at this root. */
  readonly levels: readonly GlobLevel[];
  readonly access: FolderAccess;
  readonly watches: DirectoryWatches;
  readonly diagnostics: Diagnostics;
  /** Milliseconds since 1970. */
  now(): number;
  /** An entry has come that a glob is after: a file, a link, or a folder that no glob leads into. */
  onFound(path: string): void;
  /** An entry that was found is in its folder no more. */
  onGone(path: string): void;
}

/**
 * The folders below one root that globs lead into, each watched and listed. A watch is a hint to look at a folder at
 * once; the truth is the sweep, which lists a folder again when its time of modification says so.
 */
export class FolderTree {
  readonly #options: FolderTreeOptions;
  readonly #root: Folder;
  /** Every folder of the tree, each behind its parent. */
  readonly #folders = new Set<Folder>();
  readonly #plan = new SweepPlan<Folder>({
    heard: ({ heard }) => heard,
    missed: ({ path }) => this.#options.watches.missed(path),
  });
  /** Whether what is found now is found by a sweep. */
  #isSweeping = false;
  readonly #hints = createHints<Folder>(GATHER, (folders) => this.#lookAt(folders));

  constructor(options: FolderTreeOptions) {
    this.#options = options;
    this.#root = createFolder(options.root, undefined, options.levels);
    this.#folders.add(this.#root);
    this.#plan.add(this.#root);
  }

  /** Looks at every folder, or soon will; the first sweep finds all that is there. */
  sweep(): void {
    const due = this.#plan.begin(this.#options.now());
    this.#isSweeping = true;
    this.#lookAt(due);
    this.#isSweeping = false;
    for (const folder of due) if (!this.#isUnsure(folder)) this.#plan.rest(folder);
  }

  /** Ends all watches. Nothing is reported any more. */
  close(): void {
    this.#hints.clear();
    for (const folder of this.#folders) folder.endWatch();
    this.#folders.clear();
  }

  /** Whether only a check can find changes in a folder. New pods appear in the root. */
  #isUnsure(folder: Folder): boolean {
    return folder === this.#root || !isSettled(folder.listing) || !this.#options.watches.isSure(folder.path);
  }

  #lookAt(folders: Iterable<Folder>): void {
    for (const folder of folders) if (this.#folders.has(folder)) this.#look(folder);
  }

  #look(folder: Folder): void {
    this.#plan.touch(folder);
    const look = this.#options.access.look(folder.path);
    if (look.kind === 'unreadable') this.#reportUnreadable(folder, look.reason);
    else if (look.kind !== 'folder') this.#vanish(folder, look.kind);
    else if (needsListing(folder.listing, look.modified)) this.#list(folder, look.modified);
  }

  #list(folder: Folder, modified: bigint): void {
    // Watch first, then list: what comes in between is seen by one of them. And again each time: another folder may have
    // taken the place of the one that was watched.
    this.#watch(folder, folder.path);
    const listing = createListing(modified, this.#options.now());
    const isTold = folder.heard !== folder.heardWhenListed;
    folder.heardWhenListed = folder.heard;
    const contents = this.#options.access.list(folder.path, folder.room.mostNames);
    if (contents.kind === 'unreadable') this.#reportUnreadable(folder, contents.reason);
    else if (contents.kind !== 'entries') this.#vanish(folder, contents.kind);
    else if (this.#compare(folder, listing, contents) && this.#isSweeping && !isTold) this.#plan.found(folder);
  }

  /** Returns whether it is another listing than before. */
  #compare(folder: Folder, listing: Listing, { entries, isCut }: FolderEntries): boolean {
    const isFirst = folder.listing === undefined;
    this.#options.diagnostics.solved(unreadKey(folder), `${folder.path} can be read now`);
    folder.listing = listing;
    if (isCut && folder.room.isOfPod) return this.#ignore(folder);
    const hasLost = this.#keepOnly(folder, new Set(entries.map((entry) => entry.name)), isCut);
    const hasGot = this.#addEach(folder, entries, isCut);
    return !isFirst && (hasLost || hasGot);
  }

  /**
   * Returns whether entries are gone.
   *
   * @param isCut whether others may be present, too
   */
  #keepOnly(folder: Folder, listed: ReadonlySet<string>, isCut = false): boolean {
    const { access } = this.#options;
    const isPresent = (name: string) =>
      listed.has(name) || (isCut && access.look(entryPath(folder, name)).kind !== 'missing');
    const before = folder.files.size + folder.folders.size;
    for (const name of folder.files) {
      if (isPresent(name)) continue;
      folder.files.delete(name);
      this.#makeRoom(folder);
      this.#options.onGone(entryPath(folder, name));
    }
    for (const [name, child] of folder.folders) if (!isPresent(name)) this.#leave(child, name);
    return folder.files.size + folder.folders.size < before;
  }

  /** Returns whether entries have come. */
  #addEach(folder: Folder, entries: readonly FolderEntry[], isCut: boolean): boolean {
    const { room } = folder;
    const before = room.taken;
    for (const entry of entries) {
      if (folder.files.has(entry.name) || folder.folders.has(entry.name)) continue;
      if (room.taken >= room.most) {
        this.#leaveOut(folder, `${room.path} has more than ${room.most} logs and folders; podtail ignores the others`);
        return true;
      }
      this.#add(folder, entry);
    }
    if (isCut) {
      this.#leaveOut(folder, `${folder.path} has more than ${room.mostNames} entries; podtail ignores the others`);
    } else if (room.cut.delete(folder.path) && room.cut.size === 0) {
      this.#options.diagnostics.solved(roomKey(room));
    }
    return room.taken > before;
  }

  /** Each look at a log in a folder lists that folder. Returns whether entries were followed there. */
  #ignore(folder: Folder): boolean {
    const { mostNames } = folder.room;
    this.#leaveOut(folder, `${folder.path} has more than ${mostNames} entries; podtail follows no log in it`);
    return this.#keepOnly(folder, new Set());
  }

  #leaveOut({ path, room }: Folder, message: string): void {
    room.cut.add(path);
    this.#options.diagnostics.problem(roomKey(room), message, { path });
  }

  /** An entry of a folder is followed no more. Those that were left out may be, now. */
  #makeRoom({ room }: Folder): void {
    room.taken--;
    if (room.cut.size === 0 || room.taken !== room.most - 1) return;
    for (const folder of this.#folders) {
      if (folder.room !== room || !room.cut.has(folder.path)) continue;
      folder.listing = undefined;
      this.#plan.touch(folder);
    }
  }

  /** A folder that a glob leads into is not reported, though another glob may match its name. */
  #add(folder: Folder, entry: FolderEntry): void {
    const levels = entry.kind === 'file' ? [] : this.#levelsWithin(folder, entry);
    if (levels.length > 0) {
      this.#enter(folder, entry.name, levels);
    } else if (matchesFile(folder.levels, entry.name)) {
      folder.files.add(entry.name);
      folder.room.taken++;
      this.#options.onFound(entryPath(folder, entry.name));
    }
  }

  #levelsWithin(folder: Folder, { name, kind }: FolderEntry): GlobLevel[] {
    if (folder.depth === MOST_LEVELS) return [];
    const levels = levelsWithin(folder.levels, name, kind === 'folder');
    if (levels.length === 0 || kind === 'folder') return levels;
    const target = this.#options.access.look(entryPath(folder, name));
    // What comes at the end of a dangling link leaves no trace in the link's folder.
    if (target.kind === 'missing') folder.listing = undefined;
    return target.kind === 'folder' ? levels : [];
  }

  #enter(parent: Folder, name: string, levels: readonly GlobLevel[]): void {
    const folder = createFolder(entryPath(parent, name), parent, levels);
    parent.folders.set(name, folder);
    parent.room.taken++;
    this.#folders.add(folder);
    this.#plan.add(folder);
    this.#look(folder);
  }

  /** Nothing that can be listed is at the path of a folder. */
  #vanish(folder: Folder, kind: 'missing' | 'notFolder'): void {
    const { parent } = folder;
    if (parent !== undefined) {
      this.#leave(folder, path.basename(folder.path));
      parent.listing = undefined;
      this.#plan.touch(parent);
      // Not at once for one that was never seen but in its parent's listing: that may say so again and again.
      if (folder.listing !== undefined) this.#hints.add(parent);
      return;
    }
    this.#keepOnly(folder, new Set());
    folder.listing = undefined;
    this.#reportUnreadable(folder, kind === 'missing' ? 'it does not exist; is it mounted?' : 'it is not a folder');
    this.#watchAbove(folder);
  }

  /** Ends all that a folder was followed for, and says of its files that they are gone. */
  #leave(folder: Folder, name: string): void {
    this.#keepOnly(folder, new Set());
    folder.endWatch();
    this.#folders.delete(folder);
    folder.room.cut.delete(folder.path);
    if (folder.parent?.folders.delete(name)) this.#makeRoom(folder.parent);
    this.#plan.delete(folder);
    this.#options.diagnostics.solved(unreadKey(folder));
  }

  #reportUnreadable(folder: Folder, reason: string): void {
    // A change of permissions leaves no trace in the time of modification, so the next sweep tries again.
    folder.listing = undefined;
    const { diagnostics } = this.#options;
    diagnostics.problem(unreadKey(folder), `${folder.path} cannot be read: ${reason}`, { path: folder.path });
  }

  /** Watches the nearest folder above a root that is not there. */
  #watchAbove(root: Folder): void {
    let above = path.dirname(root.path);
    while (above !== path.dirname(above) && this.#options.access.look(above).kind === 'missing') {
      above = path.dirname(above);
    }
    const isOther = above !== root.watched;
    this.#watch(root, above);
    // What it waits for may have come before the watch began.
    if (isOther) this.#hints.add(root);
  }

  #watch(folder: Folder, directory: string): void {
    const endWatch = this.#options.watches.watch(directory, () => {
      folder.heard++;
      this.#hints.add(folder);
    });
    folder.endWatch();
    folder.endWatch = endWatch;
    folder.watched = directory;
  }
}

function roomKey({ path }: EntryRoom): string {
  return `entries of ${path}`;
}

function unreadKey(folder: Folder): string {
  return `folder ${folder.path}`;
}
