import fs from 'node:fs';
import { listFolder } from '../os/list-folder.js';

/** What a look at a folder found, links followed. */
type FolderLook =
  | {
      readonly kind: 'folder';
      /** When an entry last came or went, in nanoseconds since 1970, by the file system's clock. */
      readonly modified: bigint;
    }
  | { readonly kind: 'missing' | 'notFolder' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** One entry of a folder; a link is not followed. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'file';
}

export interface FolderEntries {
  readonly kind: 'entries';
  readonly entries: readonly FolderEntry[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

type FolderContents = FolderEntries | Exclude<FolderLook, { kind: 'folder' }>;

/** How folders are read. Nothing throws. */
export interface FolderAccess {
  look(folder: string): FolderLook;
  /** @param most how many entries are listed at most */
  list(folder: string, most: number): FolderContents;
}

/** The folders of this machine. Calls are synchronous: each takes microseconds, and a walk keeps its order. */
export const systemFolders: FolderAccess = {
  look(folder) {
    try {
      const stats = fs.statSync(folder, BIGINT_OR_UNDEFINED);
      if (stats === undefined) return MISSING;
      return stats.isDirectory() ? { kind: 'folder', modified: stats.mtimeNs } : NOT_FOLDER;
    } catch (error) {
      return describe(error as NodeJS.ErrnoException);
    }
  },
  list(folder, most) {
    try {
      const { entries, isCut } = listFolder(folder, most);
      return { kind: 'entries', entries: entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) })), isCut };
    } catch (error) {
      return describe(error as NodeJS.ErrnoException);
    }
  },
};

const BIGINT_OR_UNDEFINED = { bigint: true, throwIfNoEntry: false } as const;
const MISSING = { kind: 'missing' } as const;
const NOT_FOLDER = { kind: 'notFolder' } as const;

function kindOf(entry: fs.Dirent): FolderEntry['kind'] {
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'file';
}

function describe({ code, message }: NodeJS.ErrnoException): Exclude<FolderLook, { kind: 'folder' }> {
  if (code === 'ENOENT') return MISSING;
  if (code === 'ENOTDIR') return NOT_FOLDER;
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      kind: 'unreadable',
      reason: `podtail has no permission to read it (${code}); run it as root, or give it the group of the file`,
    };
  }
  return { kind: 'unreadable', reason: message };
}
