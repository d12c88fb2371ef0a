import type { RememberedFile } from './file-memory.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';

/**
 * Which log follows which physical file, so that a file that two paths lead to (`/var/log/pods` and
 * `/var/log/containers`, say) is read once; and when the one path goes away, the other one reads on.
 */
export interface Claims {
  /** Takes the file for that log; returns the path of the log that has it, where another one does. */
  claim(file: FileOnDisk, path: string): string | undefined;
  /** Whether another log asked for the file while this one had it. */
  isAwaited(file: FileOnDisk): boolean;
  /** Gives the file up. If another log waits for it, that is left what is known of the log's files, which is said. */
  release(file: FileOnDisk, known: readonly RememberedFile[]): boolean;
  /** What the log that had the file before knew of its own files. To be asked for once, after a claim. */
  inherit(file: FileOnDisk): readonly RememberedFile[];
}

/** Claims on no file yet. */
export function createClaims(): Claims {
  const owners = new Map<string, { readonly path: string; isAwaited: boolean }>();
  const estates = new Map<string, readonly RememberedFile[]>();
  return {
    claim(file, path) {
      const owner = owners.get(diskKeyOf(file));
      if (owner !== undefined) owner.isAwaited ||= owner.path !== path;
      else owners.set(diskKeyOf(file), { path, isAwaited: false });
      return owner?.path;
    },
    isAwaited: (file) => owners.get(diskKeyOf(file))?.isAwaited === true,
    release(file, known) {
      const key = diskKeyOf(file);
      const isAwaited = owners.get(key)?.isAwaited === true;
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
