import fs from 'node:fs';
import type { RefusalKind } from '../record/refusal.js';
import { birthOf } from './birth-time.js';
import { type HandlePlace, handlePath, hasPathHandles, openPathHandle, placeOfHandle } from './path-handle.js';
import type { ReadRules, Refusal } from './read-rules.js';

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
  /** Which rule forbids it; only with `refused`. */
  readonly refusal?: RefusalKind;
}

/** How often a file is looked at that is renamed meanwhile. */
const TRIES = 20;

/**
 * Opens a log file for reading, following links, if it is a regular file that the rules allow. A container that can write
 * into a log folder can make a link to any file of the node, and swap it at any time. So the path leads to a handle that
 * only stands for the file; that is examined, and opened where it may be read. Nothing but a regular file is ever opened.
 */
export function openLog(file: string, rules: ReadRules): OpenedLog | NotOpened {
  const opened = hasPathHandles ? openByHandle(file, rules) : openByPath(file, rules);
  if (opened.kind === 'opened') rules.onOpened?.(file);
  else if (opened.refusal !== undefined) rules.onRefused?.(file, { refusal: opened.refusal, reason: opened.reason });
  return opened;
}

function openByHandle(file: string, rules: ReadRules): OpenedLog | NotOpened {
  let handle: number | undefined;
  try {
    handle = openPathHandle(file);
    const examined = examine(file, handle, rules, () => placeOfHandle(handle!));
    if (examined.kind !== 'examined') return examined;
    return { ...examined, kind: 'opened', descriptor: fs.openSync(handlePath(handle), READING) };
  } catch (error) {
    return describe(error as NodeJS.ErrnoException);
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

/** Where the system has no other handles: a look at the path comes first, and one at what was opened by it after that. */
function openByPath(file: string, rules: ReadRules): OpenedLog | NotOpened {
  let descriptor: number | undefined;
  try {
    const kind = kindOf(fs.statSync(file).mode);
    if (kind !== 'file') return notRegular(kind);
    descriptor = fs.openSync(file, READING);
    const examined = examine(file, descriptor, rules, () => ({ path: fs.realpathSync(file), isDeleted: false }));
    if (examined.kind === 'examined') return { ...examined, kind: 'opened', descriptor };
    fs.closeSync(descriptor);
    return examined;
  } catch (error) {
    if (descriptor !== undefined) fs.closeSync(descriptor);
    return describe(error as NodeJS.ErrnoException);
  }
}

/** A lease on the file (fcntl(2)), or on some systems a pipe that was put in its place, must not hold podtail up. */
const READING = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;

type Examined = Omit<OpenedLog, 'kind' | 'descriptor'> & { readonly kind: 'examined' };

function examine(file: string, handle: number, rules: ReadRules, placeOf: () => HandlePlace): Examined | NotOpened {
  for (let tries = 0; tries < TRIES; tries++) {
    const stats = fs.fstatSync(handle, { bigint: true });
    const { dev: device, ino: inode, size, mode, nlink, mtimeNs: modifiedAt } = stats;
    const kind = kindOf(Number(mode));
    if (kind !== 'file') return notRegular(kind);
    const { path: target, isDeleted } = placeOf();
    // One name is gone, and others may have come and gone: how many there are says nothing of what may be read then. A name that is
    // there still was there when the names were counted.
    if (isDeleted && nlink > 0n) continue;
    const refusal = rules.refusalOf(file, { target, device, inode, names: Number(nlink) });
    if (refusal === 'again') continue;
    if (refusal !== undefined) return { kind: 'refused', ...refusal };
    return { kind: 'examined', device, inode, bornAt: birthOf(stats), size: Number(size), modifiedAt, target };
  }
  return {
    kind: 'unreadable',
    reason: 'its path is unknown: it is renamed too fast, or its path is not UTF-8; podtail tries again',
  };
}

function describe({ code, message }: NodeJS.ErrnoException): NotOpened {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { kind: 'missing', reason: 'the file that it leads to does not exist' };
  if (code === 'ELOOP') return { kind: 'unreadable', reason: 'its links form a loop' };
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      kind: 'unreadable',
      reason: `podtail has no permission to read it (${code}); run it as root, or give it the group of the file`,
    };
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    const reason = `no file descriptor is free (${code}); raise ulimit -n, or lower limits.openFiles`;
    return { kind: 'unreadable', reason };
  }
  return { kind: 'unreadable', reason: message };
}

function notRegular(kind: string): NotOpened & Refusal & { readonly kind: 'refused' } {
  return { kind: 'refused', refusal: 'notRegular', reason: `it is a ${kind}, not a regular file` };
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
