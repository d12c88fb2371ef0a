import type { BigIntStats } from 'node:fs';

/**
 * When a file was made, in nanoseconds since 1970: with its inode it identifies the file, among earlier and later ones.
 * Undefined where the file system does not say. Node.js takes the time of the last change of the inode for it where the
 * kernel may not be asked (libuv `src/unix/fs.c`, `uv__to_stat`), so that a file that has not changed since it was made has
 * none, either.
 */
export function birthOf({ birthtimeNs, ctimeNs }: Pick<BigIntStats, 'birthtimeNs' | 'ctimeNs'>): bigint | undefined {
  return birthtimeNs === 0n || birthtimeNs === ctimeNs ? undefined : birthtimeNs;
}
