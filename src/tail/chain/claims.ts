import { diskKeyOf, type FileOnDisk, isSameInode } from '../files/file-on-disk.js';
import { observe } from '../files/observe.js';
import type { Estate } from './past-files.js';

/**
 * Which log follows which physical file, so that a file that two paths lead to (`/var/log/pods` and
 * `/var/log/containers`, say) is read once; and when the one path goes away, the other one reads on.
 */
export interface Claims {
  /**
   * Takes a rotated file for a log; returns the path of the log that has it, where one does.
   *
   * @param isThere whether the file that is taken is still there, and no other file has got its inode
   */
  claim(file: FileOnDisk, path: string, isThere: () => boolean): string | undefined;
  /**
   * The same of the file that a log's path leads to, for which it waits where another log has it. Whoever has it has what
   * will are in its place after a rotation, too: else the log that happens to look first would continue, and know nothing
   * of what the other one has read. So too after a link was led to another container's file.
   *
   * @param open the log's open files, now and later
   */
  claimLive(file: FileAtPath, path: string, isThere: () => boolean, open: readonly FileAtPath[]): string | undefined;
  /** Whether another log than that one has a file, or reads what stands in its place. */
  isOfOther(file: FileAtPath, path: string): boolean;
  /** The path of the log for which that one waits; undefined if it waits for none. */
  ownerFor(path: string): string | undefined;
  /** Whether another log waits for that log's file, or for what is in its place. */
  isAwaited(file: FileAtPath, path: string): boolean;
  /**
   * Gives a file up. If another log waits for it, that is left what is known of the log's files.
   *
   * @param open the log's open files: where one is left that stood in the same place, the log continues there
   * @param handOver returns what is left, and is called only if another log waits; not given: nothing, since a look failed
   */
  release(file: FileAtPath, path: string, open: readonly FileAtPath[], handOver?: () => Estate): void;
  /** What the log for which that one waited last knew of its files. To be asked for once, after a claim. */
  inherit(path: string): Estate | undefined;
  /** The log waits for no other one any more. */
  leave(path: string): void;
}

interface FileAtPath extends FileOnDisk {
  /** Its own path when it was opened, links resolved. */
  readonly target: string;
}

interface Owner {
  readonly path: string;
  /** Whether it still has what it took. */
  readonly hasIt: () => boolean;
  /** The paths of the logs that wait for it. */
  waiting: Set<string> | undefined;
}

/**
 * Claims on no file yet.
 *
 * @param leadsTo whether a log's path leads to a file now
 */
export function createClaims(leadsTo = standsAtPath): Claims {
  const owners = new Map<string, Owner>();
  /** By the own paths of live files. */
  const followers = new Map<string, Owner>();
  /** For whom each log waits. */
  const awaited = new Map<string, Owner>();
  /** By the path of the log that waited: an inode may be another file's by the time that it is asked for. */
  const estates = new Map<string, Estate>();

  function waitNoMore(path: string): void {
    awaited.get(path)?.waiting?.delete(path);
    awaited.delete(path);
  }

  /** Who reads the file, and who follows what stands at its path. */
  function ownersOf(file: FileAtPath): Owner[] {
    return [owners.get(diskKeyOf(file)), followers.get(file.target)].filter((owner) => owner !== undefined);
  }

  return {
    claim: (file, path, isThere) => take(owners, diskKeyOf(file), path, isThere)?.path,
    claimLive(file, path, isThere, open) {
      const before = awaited.get(path)?.path;
      waitNoMore(path);
      // The function below is kept: it is to keep this alone of the file.
      const { target } = file;
      const follower = followers.get(target);
      const isFollowed = follower !== undefined && follower.path !== path && follower.hasIt();
      const isHeld = isFollowed || holds(owners, diskKeyOf(file));
      // The one that was waited for will find what its path leads to now, and knows what was read before.
      if (!isHeld && before !== undefined && leadsTo(before, file)) {
        awaited.set(path, { path: before, hasIt: () => true, waiting: undefined });
        return before;
      }
      const owner = isFollowed ? follower : take(owners, diskKeyOf(file), path, isThere);
      if (owner === undefined) {
        take(followers, target, path, () => standsAt(target, open));
      } else if (owner.path !== path) {
        owner.waiting ??= new Set();
        owner.waiting.add(path);
        awaited.set(path, owner);
      }
      return owner?.path;
    },
    isOfOther(file, path) {
      return ownersOf(file).some((owner) => owner.path !== path && owner.hasIt());
    },
    ownerFor: (path) => awaited.get(path)?.path,
    isAwaited(file, path) {
      return ownersOf(file).some((owner) => owner.path === path && (owner.waiting?.size ?? 0) > 0);
    },
    release(file, path, open, handOver) {
      const heirs = [...giveUp(owners, diskKeyOf(file), path)];
      if (!standsAt(file.target, open)) heirs.push(...giveUp(followers, file.target, path));
      if (heirs.length === 0 || handOver === undefined) return;
      const estate = handOver();
      for (const heir of heirs) estates.set(heir, estate);
    },
    inherit(path) {
      const estate = estates.get(path);
      estates.delete(path);
      return estate;
    },
    leave(path) {
      waitNoMore(path);
      for (const [waiting, owner] of awaited) if (owner.path === path) awaited.delete(waiting);
      estates.delete(path);
    },
  };
}

function standsAt(target: string, open: readonly FileAtPath[]): boolean {
  return open.some((file) => file.target === target);
}

function standsAtPath(path: string, file: FileOnDisk): boolean {
  const observed = observe(path);
  return observed.kind === 'present' && isSameInode(observed, file);
}

function holds(owners: ReadonlyMap<string, Owner>, key: string): boolean {
  return owners.get(key)?.hasIt() === true;
}

/** Returns who has it, if anyone has. */
function take(owners: Map<string, Owner>, key: string, path: string, hasIt: () => boolean): Owner | undefined {
  const owner = owners.get(key);
  if (owner?.hasIt() === true) return owner;
  owners.set(key, { path, hasIt, waiting: undefined });
  return undefined;
}

/** Returns who waited for it. */
function giveUp(owners: Map<string, Owner>, key: string, path: string): Iterable<string> {
  const owner = owners.get(key);
  if (owner?.path !== path) return [];
  owners.delete(key);
  return owner.waiting ?? [];
}
