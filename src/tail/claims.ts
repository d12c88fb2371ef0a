import type { RememberedFile } from './file-memory.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';

/**
 * Which log follows which physical file, so that a file that two paths lead to (`/var/log/pods` and
 * `/var/log/containers`, say) is read once; and when the one path goes away, the other one reads on.
 */
export interface Claims {
  /**
   * Takes the file for that log; returns the path of the log that has it, where another one does.
   *
   * @param isThere whether the file that is taken is still there, and no other file has got its inode
   */
  claim(file: FileOnDisk, path: string, isThere: () => boolean): string | undefined;
  /** Whether another log asked for the file while this one had it. */
  isAwaited(file: FileOnDisk): boolean;
  /**
   * Gives the file up, which that log has. If another log waits for it, that is left what is known of the log's files,
   * which is said.
   */
  release(file: FileOnDisk, path: string, known: readonly RememberedFile[]): boolean;
  /** What the log that had the file before knew of its own files. To be asked for once, after a claim. */
  inherit(file: FileOnDisk): readonly RememberedFile[];
}

interface Owner {
  readonly path: string;
  readonly isThere: () => boolean;
  isAwaited: boolean;
}

/** Claims on no file yet. */
export function createClaims(): Claims {
  const owners = new Map<string, Owner>();
  const estates = new Map<string, readonly RememberedFile[]>();
  return {
    claim(file, path, isThere) {
      const owner = owners.get(diskKeyOf(file));
      if (owner?.isThere() === true) {
        owner.isAwaited ||= owner.path !== path;
        return owner.path;
      }
      owners.set(diskKeyOf(file), { path, isThere, isAwaited: false });
      return undefined;
    },
    isAwaited: (file) => owners.get(diskKeyOf(file))?.isAwaited === true,
    release(file, path, known) {
      const key = diskKeyOf(file);
      const owner = owners.get(key);
      if (owner?.path !== path) return false;
      const { isAwaited } = owner;
      if (isAwaited) estates.set(key, known);
      owners.delete(key);
      return isAwaited;
    },
    inherit(file) {
      const estate = estates.get(diskKeyOf(file)) ?? [];
      estates.delete(diskKeyOf(file));
      return estate;
    },
  };
}
