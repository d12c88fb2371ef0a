/**
 * Which log follows which physical file, so that a file that two paths lead to (`/var/log/pods` and
 * `/var/log/containers`, say) is read once.
 */
export interface Claims {
  /** Takes the file for that log; returns the path of the log that has it, where another one does. */
  claim(device: bigint, inode: bigint, path: string): string | undefined;
  release(device: bigint, inode: bigint): void;
}

/** Claims on no file yet. */
export function createClaims(): Claims {
  const owners = new Map<string, string>();
  const keyOf = (device: bigint, inode: bigint): string => `${device}:${inode}`;
  return {
    claim(device, inode, path) {
      const key = keyOf(device, inode);
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, path);
      return owner;
    },
    release(device, inode) {
      owners.delete(keyOf(device, inode));
    },
  };
}
