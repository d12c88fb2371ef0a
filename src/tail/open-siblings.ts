import fs from 'node:fs';
import { openLog } from '../os/open-log.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import { type ReopeningOptions, ReopeningSource } from './reopening-source.js';
import { listSiblings } from './siblings.js';

/** A rotated file that was opened. */
export interface Sibling extends FileOnDisk {
  readonly bytes: ReopeningSource;
  readonly target: string;
  /** Bytes on disk. */
  readonly size: number;
  /** When its content changed last, in nanoseconds since 1970. */
  readonly modifiedAt: bigint;
}

/** The rotated files of a log as they stood at one moment. */
export interface Siblings {
  /** Oldest first. What may not be opened is left out. */
  readonly opened: readonly Sibling[];
  readonly unreadable: readonly { readonly target: string; readonly reason: string }[];
}

export interface OpenSiblingsOptions extends ReopeningOptions {
  /** The file that has to stand at the live path all the time. */
  readonly live: FileOnDisk;
}

/** How often the look is repeated. It takes less than a millisecond, so that rotations must come very fast to spoil all. */
const TRIES = 20;

/**
 * Opens the rotated files of a log all at once, before any is read: a rotation gives them other names, and a file that is
 * being compressed is not to be taken for one that is complete, so that what was opened under a name has to be what the
 * name meant when the folder was listed. The handles stay right, whatever names the files get later.
 *
 * @returns undefined where rotations went on all the time
 */
export function openSiblings(options: OpenSiblingsOptions): Siblings | undefined {
  const { livePath, live } = options;
  for (let tries = 0; tries < TRIES; tries++) {
    const before = look(livePath);
    const isLive = before.get(livePath) === diskKeyOf(live);
    before.delete(livePath);
    const opened: Sibling[] = [];
    const unreadable: { target: string; reason: string }[] = [];
    let isSteady = isLive;
    for (const [target, key] of before) {
      const result = isSteady ? open(target, options) : undefined;
      if (result === undefined) continue;
      if ('bytes' in result) opened.push(result);
      else if (result.kind === 'unreadable') unreadable.push({ target, reason: result.reason });
      isSteady = 'bytes' in result ? diskKeyOf(result) === key : result.kind !== 'missing';
    }
    if (isSteady && isSame(before, look(livePath), livePath, live)) return { opened, unreadable };
    for (const { bytes } of opened) bytes.close();
    if (!isLive) return undefined;
  }
  return undefined;
}

function open(target: string, options: ReopeningOptions) {
  options.openFiles.makeRoom();
  const result = openLog(target, options.allowedFolders);
  if (result.kind !== 'opened') return result;
  const { device, inode, descriptor, size, modifiedAt } = result;
  const bytes = new ReopeningSource(descriptor, target, result, options);
  return { device, inode, bytes, target, size, modifiedAt };
}

/** Which file each name stands for. */
function look(livePath: string): Map<string, string | undefined> {
  return new Map(listSiblings(livePath).map((target) => [target, keyAt(target)]));
}

function keyAt(target: string): string | undefined {
  const stats = fs.statSync(target, { bigint: true, throwIfNoEntry: false });
  return stats && diskKeyOf({ device: stats.dev, inode: stats.ino });
}

function isSame(
  before: ReadonlyMap<string, string | undefined>,
  after: ReadonlyMap<string, string | undefined>,
  livePath: string,
  live: FileOnDisk,
): boolean {
  if (after.get(livePath) !== diskKeyOf(live) || after.size !== before.size + 1) return false;
  return [...before].every(([target, key]) => after.get(target) === key);
}
