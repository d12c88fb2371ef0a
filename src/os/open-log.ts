import fs from 'node:fs';
import path from 'node:path';
import { birthOf } from './birth-time.js';

/** A log file that was opened and may be read. */
export interface OpenedLog {
  readonly kind: 'opened';
  readonly descriptor: number;
  readonly device: bigint;
  readonly inode: bigint;
  /** When it was made (see `birthOf`). */
  readonly bornAt: bigint | undefined;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** When its content changed last, in nanoseconds since 1970. */
  readonly modifiedAt: bigint;
  /** Where the opened file really is, or was before it was deleted, all links followed. */
  readonly target: string;
}

/** Why a path was not opened, or not kept open. */
export interface NotOpened {
  readonly kind: 'missing' | 'refused' | 'unreadable';
  /** What is wrong, and what to do about it. */
  readonly reason: string;
}

/**
 * Opens a log file for reading, following links, if it is a regular file under one of the allowed folders. A container
 * that can write into a log folder can make a link to any file of the node, and swap it at any time, so what counts is
 * looked up on the opened handle, not on the path.
 *
 * @param allowed absolute folders; one that is itself a link stands for where it leads
 */
export function openLog(file: string, allowed: readonly string[]): OpenedLog | NotOpened {
  let descriptor: number;
  try {
    // To open some devices is to do something to them, so this look comes first; the one that counts comes after.
    const kind = kindOf(fs.statSync(file).mode);
    if (kind !== 'file') return notRegular(kind);
    // Without O_NONBLOCK, opening a pipe that was put there meanwhile would hang.
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    return describe(error as NodeJS.ErrnoException);
  }
  const opened = examine(file, descriptor, allowed);
  if (opened.kind !== 'opened') fs.closeSync(descriptor);
  return opened;
}

function examine(file: string, descriptor: number, allowed: readonly string[]): OpenedLog | NotOpened {
  try {
    const stats = fs.fstatSync(descriptor, { bigint: true });
    const { dev: device, ino: inode, size, mode, mtimeNs: modifiedAt } = stats;
    const kind = kindOf(Number(mode));
    if (kind !== 'file') return notRegular(kind);
    const target = pathOfHandle(file, descriptor);
    if (!allowed.some((folder) => isInside(target, realFolder(folder)))) {
      return { kind: 'refused', reason: `it leads to ${target}, outside the allowed folders; --allow-target adds one` };
    }
    const opened = { device, inode, bornAt: birthOf(stats), size: Number(size), modifiedAt, target };
    return { kind: 'opened', descriptor, ...opened };
  } catch (error) {
    return describe(error as NodeJS.ErrnoException);
  }
}

function describe({ code, message }: NodeJS.ErrnoException): NotOpened {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { kind: 'missing', reason: 'the file that it leads to does not exist' };
  if (code === 'ELOOP') return { kind: 'unreadable', reason: 'its links lead in a circle' };
  if (code === 'EACCES' || code === 'EPERM') {
    return { kind: 'unreadable', reason: `podtail may not read it (${code}); run it as root or give it the group` };
  }
  return { kind: 'unreadable', reason: message };
}

function notRegular(kind: string): NotOpened {
  return { kind: 'refused', reason: `it is a ${kind}, not a regular file` };
}

function kindOf(mode: number): string {
  const kinds: Record<number, string> = {
    [fs.constants.S_IFREG]: 'file',
    [fs.constants.S_IFDIR]: 'folder',
    [fs.constants.S_IFIFO]: 'pipe',
    [fs.constants.S_IFSOCK]: 'socket',
  };
  return kinds[mode & fs.constants.S_IFMT] ?? 'device';
}

/** Linux says where an open handle leads; elsewhere the path has to do. */
function pathOfHandle(file: string, descriptor: number): string {
  if (process.platform !== 'linux') return fs.realpathSync(file);
  const target = fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  const isMarked = target.endsWith(DELETED_MARK) && !fs.existsSync(target);
  return isMarked ? target.slice(0, -DELETED_MARK.length) : target;
}

/** What Linux puts behind the name of a file that was deleted while it is open. */
const DELETED_MARK = ' (deleted)';

function realFolder(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return folder;
  }
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
