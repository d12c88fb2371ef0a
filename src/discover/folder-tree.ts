import path from 'node:path';
import type { DirectoryWatches } from '../os/directory-watches.js';
import { SweepPlan } from '../os/sweep-plan.js';
import type { Diagnostics } from '../record/diagnostics.js';
import {
  createFolder,
  createListing,
  entryPath,
  type Folder,
  isSettled,
  type Listing,
  needsListing,
} from './folder.js';
import type { FolderAccess, FolderEntry } from './folder-access.js';
import { type GlobLevel, levelsWithin, matchesFile } from './glob.js';
import { createHints } from './hints.js';

/** How many levels below the root are entered: more than log folders have, and an end for `**`. */
const MOST_LEVELS = 32;
/** How many entries of one folder are followed. */
const MOST_ENTRIES = 100_000;
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
    const contents = this.#options.access.list(folder.path);
    if (contents.kind === 'unreadable') this.#reportUnreadable(folder, contents.reason);
    else if (contents.kind !== 'entries') this.#vanish(folder, contents.kind);
    else if (this.#compare(folder, listing, contents.entries) && this.#isSweeping && !isTold) this.#plan.found(folder);
  }

  /** Returns whether it is another listing than before. */
  #compare(folder: Folder, listing: Listing, entries: readonly FolderEntry[]): boolean {
    const isFirst = folder.listing === undefined;
    this.#options.diagnostics.solved(unreadKey(folder), `${folder.path} can be read now`);
    folder.listing = listing;
    const hasLost = this.#keepOnly(folder, new Set(entries.map((entry) => entry.name)));
    const hasGot = this.#addEach(folder, entries);
    return !isFirst && (hasLost || hasGot);
  }

  /** Returns whether entries are gone. */
  #keepOnly(folder: Folder, present: ReadonlySet<string>): boolean {
    const before = folder.files.size + folder.folders.size;
    for (const name of folder.files) {
      if (present.has(name)) continue;
      folder.files.delete(name);
      this.#options.onGone(entryPath(folder, name));
    }
    for (const [name, child] of folder.folders) if (!present.has(name)) this.#leave(child, name);
    return folder.files.size + folder.folders.size < before;
  }

  /** Returns whether entries have come. */
  #addEach(folder: Folder, entries: readonly FolderEntry[]): boolean {
    const before = folder.files.size + folder.folders.size;
    const { diagnostics } = this.#options;
    const key = `entries of ${folder.path}`;
    for (const entry of entries) {
      if (folder.files.has(entry.name) || folder.folders.has(entry.name)) continue;
      if (folder.files.size + folder.folders.size >= MOST_ENTRIES) {
        const message = `${folder.path} has more than ${MOST_ENTRIES} logs and folders; podtail ignores the others`;
        diagnostics.problem(key, message, { path: folder.path });
        return true;
      }
      this.#add(folder, entry);
    }
    diagnostics.solved(key);
    return folder.files.size + folder.folders.size > before;
  }

  /** A folder that a glob leads into is not reported, though another glob may match its name. */
  #add(folder: Folder, entry: FolderEntry): void {
    const levels = entry.kind === 'file' ? [] : this.#levelsWithin(folder, entry);
    if (levels.length > 0) {
      this.#enter(folder, entry.name, levels);
    } else if (matchesFile(folder.levels, entry.name)) {
      folder.files.add(entry.name);
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
    folder.parent?.folders.delete(name);
    this.#folders.delete(folder);
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

function unreadKey(folder: Folder): string {
  return `folder ${folder.path}`;
}
