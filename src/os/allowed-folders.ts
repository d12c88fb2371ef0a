import path from 'node:path';
import { type PinnedFolder, pinFolder, pinLateFolder } from './pinned-folder.js';
import type { ExaminedFile, ReadRules, Refusal } from './read-rules.js';

/** The folders in which files may be read, each as it was at the start, or when it came. */
export interface AllowedFolders extends ReadRules {
  /** Allows other folders. One that was allowed before stays as it was then; a new one is taken as it is now. */
  allow(folders: readonly string[]): void;
  close(): void;
}

/**
 * Allows what lies in folders that are there, as they are now. One that comes later is allowed as it is then, if nobody but
 * root, and the user that podtail runs as, can have put it there.
 *
 * @param folders absolute; one that is itself a link stands for where it leads
 */
export function createAllowedFolders(folders: readonly string[]): AllowedFolders {
  const pinned = new Map<string, PinnedFolder>();
  /** Those that have not been there yet. */
  const awaited = new Set<string>();

  function allow(next: readonly string[]): void {
    for (const [folder, pin] of pinned) {
      if (next.includes(folder)) continue;
      pin.close();
      pinned.delete(folder);
    }
    awaited.clear();
    for (const folder of next) {
      const pin = pinned.get(folder) ?? pinFolder(folder);
      if (pin === undefined) awaited.add(folder);
      else pinned.set(folder, pin);
    }
  }

  /** Takes up folders that have come, and says why one may not be taken up. */
  function takeUp(): string | undefined {
    let reason: string | undefined;
    for (const folder of awaited) {
      const late = pinLateFolder(folder);
      if (late === undefined) continue;
      if ('writable' in late) {
        reason = `the folder ${folder} appeared after podtail started, and users other than root can write to ${late.writable}; if that is intended, restart podtail`;
        continue;
      }
      awaited.delete(folder);
      pinned.set(folder, late);
    }
    return reason;
  }

  /**
   * Takes a folder again that was deleted and made again in its place, where nobody but root, and the user that podtail runs
   * as, can have made it. False for any other change: an older folder in its place, or a link.
   */
  function takeAnew(folder: PinnedFolder): boolean {
    const late = pinLateFolder(folder.path);
    if (late === undefined || 'writable' in late) return false;
    if (!folder.isFollowedBy(late)) {
      late.close();
      return false;
    }
    folder.close();
    pinned.set(folder.path, late);
    return true;
  }

  function holderOf(target: string): PinnedFolder | undefined {
    let holder: PinnedFolder | undefined;
    for (const folder of pinned.values()) {
      if (!isInside(target, folder.realPath)) continue;
      if (holder === undefined || folder.realPath.length > holder.realPath.length) holder = folder;
    }
    return holder;
  }

  function refusalOf(file: string, { target, names, ...inode }: ExaminedFile): Refusal | 'again' | undefined {
    const untrusted = awaited.size > 0 ? takeUp() : undefined;
    const unchanged = new Map<string, bigint>();
    // A folder that was replaced by a link to another one that is allowed is not what was allowed.
    for (const folder of pinned.values()) {
      if (!isInside(file, folder.path) && !isInside(target, folder.realPath)) continue;
      const changed = folder.changed(unchanged);
      if (changed !== undefined && !takeAnew(folder)) return folderChanged(folder.path, changed);
    }
    const holder = holderOf(target);
    if (holder === undefined) return outside(target, untrusted);
    // A deleted file has no place where it could be looked for.
    if (names === 0) return undefined;
    return holder.holds(path.relative(holder.realPath, target), inode) === true ? undefined : 'again';
  }

  allow(folders);
  return {
    allow,
    refusalOf,
    close() {
      for (const pin of pinned.values()) pin.close();
      pinned.clear();
    },
  };
}

function folderChanged(folder: string, changed: string): Refusal {
  const what = changed === folder ? folder : `${changed}, on the way to ${folder},`;
  const reason = `${what} has changed since podtail started; if that is intended, restart podtail`;
  return { refusal: 'folderChanged', reason };
}

function outside(target: string, untrusted: string | undefined): Refusal {
  if (untrusted !== undefined) return { refusal: 'folderChanged', reason: untrusted };
  const reason = `it leads to ${target}, outside the allowed folders; --allow-target allows one`;
  return { refusal: 'outside', reason };
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
