import fs from 'node:fs';
import { diskKeyOf } from './file-on-disk.js';
import { listSiblings } from './siblings.js';

/** What a name stood for at a look. */
export interface NamedFile {
  readonly key: string;
  /** When it was made, in nanoseconds since 1970. */
  readonly bornAt: bigint;
}

/** What each name stood for, of those of one log, oldest first. Undefined where its file was gone already. */
export type NamesOnDisk = ReadonlyMap<string, NamedFile | undefined>;

/**
 * Which file each name stands for, of those of one log, oldest first.
 *
 * @param livePath the live file's own path, links resolved
 */
export function lookAtNames(livePath: string): NamesOnDisk {
  return new Map(listSiblings(livePath).map((target) => [target, lookAt(target)]));
}

function lookAt(target: string): NamedFile | undefined {
  const stats = fs.statSync(target, { bigint: true, throwIfNoEntry: false });
  return stats && { key: diskKeyOf({ device: stats.dev, inode: stats.ino }), bornAt: stats.birthtimeNs };
}

/** Whether the names of one look, and what they stand for, are those of another one. */
export function areSameNames(one: NamesOnDisk, other: NamesOnDisk): boolean {
  return (
    one.size === other.size && [...one].every(([name, file]) => other.has(name) && other.get(name)?.key === file?.key)
  );
}
