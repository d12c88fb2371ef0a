import fs from 'node:fs';
import path from 'node:path';
import type { Diagnostics } from '../record/diagnostics.js';
import { isProven, NO_MISSES, type WatchProof, withEvent, withMiss } from './watch-proof.js';

/**
 * Watches on folders, one of the system's for all that watch the same folder.
 *
 * A watch is a hint, and nothing more: it may not be had, it is silent for what happens at the other end of a link or
 * on the other side of a network, and folders may be exchanged under it. Whoever watches has to look now and then, too.
 */
export interface DirectoryWatches {
  /**
   * Calls the listener when something happened in a folder: with the entry's name, or null when the system did not say,
   * or when another folder is there now, or when the folder is not sure any more. Returns the function that ends this watch.
   *
   * Each call makes sure that it is the folder which is at the path now that is watched, for earlier listeners too.
   * Where it cannot be watched, the listener hears nothing until another call finds that it can.
   */
  watch(directory: string, listener: Listener): () => void;
  /**
   * Whether the listeners of a folder hear of all that happens in it, as far as is known: it is watched, on a file system
   * that lies with this kernel alone, and no look has found a change of which the watch had not told (see `missed`).
   */
  isSure(directory: string): boolean;
  /** Why a folder is not sure, in words; undefined while it is. */
  whyUnsure(directory: string): string | undefined;
  /**
   * A look has found a change in a folder of which its watch had not told. It is not sure until it has told of others, and
   * watched again where another folder is there by now.
   */
  missed(directory: string): void;
  /** How many folders are watched now. */
  readonly active: number;
  /** How many folders are asked for but not watched now. */
  readonly failed: number;
  /** Ends all watches. They do not keep the process alive, though. */
  close(): void;
}

/** @param isWrite whether the entry is still what it was, and only its content or its metadata changed */
type Listener = (entry: string | null, isWrite?: boolean) => void;

/** Watches of this machine's system. */
export function createDirectoryWatches(diagnostics: Diagnostics): DirectoryWatches {
  const shared = new Map<string, SharedWatch>();
  const reportFailure = createFailureReport(diagnostics);
  const count = (isActive: boolean): number => {
    return [...shared.values()].filter(({ watcher }) => (watcher !== undefined) === isActive).length;
  };
  return {
    watch(directory, listener) {
      const watch = shared.get(directory) ?? createSharedWatch(directory);
      shared.set(directory, watch);
      // The same listener may be given twice.
      const heard: Listener = (entry, isWrite) => listener(entry, isWrite);
      watch.listeners.add(heard);
      renew(watch, reportFailure);
      return () => {
        watch.listeners.delete(heard);
        if (watch.listeners.size > 0 || shared.get(directory) !== watch) return;
        shared.delete(directory);
        stop(watch);
      };
    },
    isSure(directory) {
      const watch = shared.get(directory);
      return watch?.isLocal === true && isProven(watch.proof);
    },
    whyUnsure: (directory) => whyUnsure(shared.get(directory)),
    missed(directory) {
      const watch = shared.get(directory);
      if (watch === undefined) return;
      watch.proof = withMiss(watch.proof);
      renew(watch, reportFailure);
      for (const listener of [...watch.listeners]) listener(null);
    },
    get active() {
      return count(true);
    },
    get failed() {
      return count(false);
    },
    close() {
      for (const watch of shared.values()) stop(watch);
      shared.clear();
    },
  };
}

/** Watches nothing: for one look at all there is, and for systems and tests where watches do not work. */
export function createSilentWatches(): DirectoryWatches {
  const whyUnsure = () => NOT_WATCHED;
  return { watch: () => () => {}, isSure: () => false, whyUnsure, missed() {}, active: 0, failed: 0, close() {} };
}

const NOT_WATCHED = 'it is not watched';

function whyUnsure(watch: SharedWatch | undefined): string | undefined {
  if (watch?.watcher === undefined) return NOT_WATCHED;
  if (!watch.isLocal) return 'its file system may change without this kernel: a network, an overlay or a sandbox';
  return isProven(watch.proof) ? undefined : 'its watch missed a change';
}

/** The one watch on a folder. */
interface SharedWatch {
  readonly directory: string;
  readonly listeners: Set<Listener>;
  /** The system's watch; undefined where it could not be had, or was lost. */
  watcher: fs.FSWatcher | undefined;
  /** The watched folder, under any name. */
  identity: string | undefined;
  /** Whether nothing happens in it but by this kernel. */
  isLocal: boolean;
  proof: WatchProof;
}

type FailureReport = (directory: string, error: unknown) => void;

function createSharedWatch(directory: string): SharedWatch {
  return { directory, listeners: new Set(), watcher: undefined, identity: undefined, isLocal: false, proof: NO_MISSES };
}

/** Watches the folder that is at the path now, unless that is the one which is watched already. */
function renew(watch: SharedWatch, reportFailure: FailureReport): void {
  const identity = identify(watch.directory);
  if (watch.watcher !== undefined && watch.identity === identity) return;
  stop(watch);
  if (identity === undefined) return;
  try {
    const watcher = fs.watch(watch.directory, { persistent: false }, (type, entry) => {
      hear(watch, type, entry, reportFailure);
    });
    watcher.on('error', (error) => {
      if (watch.watcher === watcher) stop(watch);
      reportFailure(watch.directory, error);
      for (const listener of [...watch.listeners]) listener(null);
    });
    watch.watcher = watcher;
    watch.identity = identity;
    watch.isLocal = isLocal(watch.directory);
  } catch (error) {
    reportFailure(watch.directory, error);
  }
}

function hear(watch: SharedWatch, type: string, entry: string | null, reportFailure: FailureReport): void {
  // That the folder itself was deleted or renamed comes under its own name, as would an entry of that name. The system
  // has ended the watch then, or it continues elsewhere.
  const mayBeItself = type === 'rename' && entry === path.basename(watch.directory);
  if (mayBeItself) {
    stop(watch);
    renew(watch, reportFailure);
  }
  watch.proof = withEvent(watch.proof);
  for (const listener of watch.listeners) listener(mayBeItself ? null : entry, type === 'change');
}

function stop(watch: SharedWatch): void {
  watch.watcher?.close();
  watch.watcher = undefined;
  watch.identity = undefined;
  watch.isLocal = false;
}

/**
 * File systems on which nothing happens but by this kernel (statfs(2), `f_type`): ext2 to ext4, XFS, Btrfs, F2FS, ZFS,
 * tmpfs. Not those of networks and sandboxes, and not overlays, whose layers may be changed below them.
 */
const LOCAL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  ...[0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x01021994],
]);

function isLocal(directory: string): boolean {
  try {
    return process.platform === 'linux' && LOCAL_FILE_SYSTEMS.has(fs.statfsSync(directory).type);
  } catch {
    return false;
  }
}

/**
 * Tells folders apart that are at the same path one after the other. A new folder often gets the inode of the one
 * that was just deleted, but not its time of birth.
 */
function identify(directory: string): string | undefined {
  try {
    const stats = fs.statSync(directory, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.dev} ${stats.ino} ${stats.birthtimeNs}`;
  } catch {
    return undefined;
  }
}

/** Says once that the system has no more watches. The code that lists a folder logs that it is missing or locked. */
function createFailureReport(diagnostics: Diagnostics): FailureReport {
  let isExhausted = false;
  return (directory, error) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    const limit = LIMITS[code];
    if (limit === undefined || isExhausted) return;
    isExhausted = true;
    const message = `${directory} cannot be watched (${code}); podtail finds changes there and elsewhere by sweeps, later`;
    diagnostics.warn(`${message}. To see them at once, raise ${limit}`, { path: directory, code });
  };
}

const LIMITS: Readonly<Record<string, string>> = {
  ENOSPC: 'fs.inotify.max_user_watches (sysctl)',
  EMFILE: 'fs.inotify.max_user_instances (sysctl) or the limit of open files (ulimit -n)',
};
