import fs from 'node:fs';
import { type NotOpened, type OpenedLog, openLog } from '../os/open-log.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import { listSiblings } from './siblings.js';

/** The rotated files of a log as they stood at one moment. */
export interface Siblings {
  /** Oldest first, opened. */
  readonly opened: readonly OpenedLog[];
  /** Those that could not be opened, or may not be. */
  readonly notOpened: readonly { readonly target: string; readonly why: NotOpened }[];
}

/** How often the look is repeated. It takes less than a millisecond, so that rotations must come very fast to spoil all. */
const TRIES = 20;

/**
 * Opens the rotated files of a log all at once, before any is read: a rotation gives them other names, and a file that is
 * being compressed is not to be taken for one that is complete, so that what was opened under a name has to be what the
 * name meant when the folder was listed. The handles stay right, whatever names the files get later.
 *
 * @param livePath the live file's own path, links resolved
 * @param live the file that has to stand there all the time
 * @returns undefined where rotations went on all the time
 */
export function openSiblings(
  livePath: string,
  live: FileOnDisk,
  allowedFolders: readonly string[],
): Siblings | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = look(livePath);
    const results = [...before.keys()].map((target) => ({ target, why: openLog(target, allowedFolders) }));
    const opened = results.map(({ why }) => why).filter((result) => result.kind === 'opened');
    const after = look(livePath);
    const isSteady =
      before.size === after.size &&
      [...before].every(([target, key]) => key !== undefined && key === after.get(target)) &&
      results.every(({ target, why }) => why.kind !== 'opened' || diskKeyOf(why) === before.get(target));
    if (isSteady && before.get(livePath) === diskKeyOf(live)) {
      for (const { target, descriptor } of opened) if (target === livePath) fs.closeSync(descriptor);
      const notOpened = results.flatMap(({ target, why }) => (why.kind === 'opened' ? [] : [{ target, why }]));
      return { opened: opened.filter(({ target }) => target !== livePath), notOpened };
    }
    for (const { descriptor } of opened) fs.closeSync(descriptor);
  }
  return undefined;
}

/** Which file each name stands for. */
function look(livePath: string): Map<string, string | undefined> {
  return new Map(listSiblings(livePath).map((target) => [target, keyAt(target)]));
}

function keyAt(target: string): string | undefined {
  const stats = fs.statSync(target, { bigint: true, throwIfNoEntry: false });
  return stats && diskKeyOf({ device: stats.dev, inode: stats.ino });
}
