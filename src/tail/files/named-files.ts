import fs from 'node:fs';
import { compressionOf } from './compression.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import { listOthers, listSiblings } from './siblings.js';

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
 * @param wanted files that are known to be the log's: they are looked for under any name
 */
export function lookAtNames(livePath: string, wanted: readonly FileOnDisk[] = []): NamesOnDisk {
  const siblings = new Map(listSiblings(livePath).map((target) => [target, lookAt(target)]));
  const found = new Set([...siblings.values()].map((file) => file?.key));
  const missing = new Map(wanted.map((file) => [diskKeyOf(file), file] as const).filter(([key]) => !found.has(key)));
  return missing.size === 0 ? siblings : withOthers(siblings, lookForOthers(livePath, missing));
}

/** The files of these keys, under names that do not show whose they are. */
function lookForOthers(livePath: string, missing: ReadonlyMap<string, FileOnDisk>): [string, NamedFile][] {
  const others: [string, NamedFile][] = [];
  for (const target of listOthers(livePath)) {
    const file = lookAt(target);
    const known = file && missing.get(file.key);
    const isReused = known?.bornAt !== undefined && known.bornAt !== file?.bornAt;
    if (known !== undefined && !isReused) others.push([target, file!]);
    if (others.length === missing.size) break;
  }
  return others;
}

/** Puts files with such names among the others, by when they were made. */
function withOthers(siblings: NamesOnDisk, others: readonly [string, NamedFile][]): NamesOnDisk {
  const all = [...siblings];
  for (const other of others.toSorted(([, one], [, two]) => (one.bornAt < two.bornAt ? -1 : 1))) {
    const next = all.findIndex(([target, file]) => {
      const isMadeLater = file !== undefined && file.bornAt > other[1].bornAt;
      return compressionOf(target) === undefined && isMadeLater;
    });
    all.splice(next < 0 ? Math.max(0, all.length - 1) : next, 0, other);
  }
  return new Map(all);
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
