import fs from 'node:fs';
import path from 'node:path';
import { birthOf } from '../../os/birth-time.js';
import { openLog } from '../../os/open-log.js';
import { isSameInode } from '../files/file-on-disk.js';
import { realPath } from '../files/real-path.js';
import { ReopeningSource } from '../files/reopening-source.js';
import { listOthers, listSiblings } from '../files/siblings.js';
import type { SavedRest } from '../saved-rests.js';
import type { TailOptions } from '../tail-options.js';
import { type FileMemory, isKnown, type RememberedFile } from './file-memory.js';
import type { OpenFile } from './open-file.js';

/** A rest that was opened, and what is known of it. */
export interface OpenedRest extends OpenFile {
  readonly past: RememberedFile;
}

/** Why a rest was not opened. */
export interface NotOpenedRest {
  readonly problem: string;
  /** Whether it may be opened later. */
  readonly mayPass: boolean;
}

/** Opens the rest of a deleted file. It is what was known of that file, and from now on that is known by the copy's inode. */
export function openRest(
  rest: SavedRest,
  memory: FileMemory,
  options: Pick<TailOptions, 'openFiles'>,
): OpenedRest | NotOpenedRest {
  try {
    return open(rest, memory, options) ?? { problem: 'it is not what was saved', mayPass: false };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { problem: message, mayPass: !LASTING.has(code) };
  }
}

/** The copy is gone, is no regular file, or its compressed data are damaged. */
const LASTING: ReadonlySet<string> = new Set(['ENOENT', 'ELOOP', 'EISDIR', 'Z_BUF_ERROR', 'Z_DATA_ERROR']);

function open(
  rest: SavedRest,
  memory: FileMemory,
  { openFiles }: Pick<TailOptions, 'openFiles'>,
): OpenedRest | undefined {
  const file = openCopy(rest.copy, openFiles);
  const { bytes } = file;
  try {
    const past = memory.recallCopy(file, rest.known);
    if (past !== undefined) return { ...file, past };
    bytes.close();
    return undefined;
  } catch (error) {
    bytes.close();
    throw error;
  }
}

/** Opens the copy of a deleted file's rest. Throws what the system says. */
export function openCopy(copy: string, openFiles: TailOptions['openFiles']): OpenFile {
  const target = path.resolve(copy);
  openFiles.makeRoom();
  const descriptor = fs.openSync(target, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
  const stats = fs.fstatSync(descriptor, { bigint: true });
  const place = { device: stats.dev, inode: stats.ino, bornAt: birthOf(stats) };
  // The state folder is podtail's own: no rule of the configuration is about what it put there.
  const readRules = { refusalOf: () => undefined };
  const bytes = new ReopeningSource(descriptor, target, place, { livePath: target, readRules, openFiles });
  return { ...place, bytes, target, size: Number(stats.size), modifiedAt: stats.mtimeNs };
}

/**
 * Whether the file that the rest was copied from is still in the folder that the log's link leads to: it is found there, and
 * read on. Throws what the system says.
 */
export function isOnDisk(
  { target, known }: SavedRest,
  logPath: string,
  { readRules, openFiles }: Pick<TailOptions, 'readRules' | 'openFiles'>,
): boolean {
  const livePath = realPath(logPath);
  if (livePath === undefined || path.dirname(livePath) !== path.dirname(target)) return false;
  return [...listSiblings(livePath), ...listOthers(livePath)].some((name) => {
    const stats = fs.statSync(name, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined || !isSameInode({ device: stats.dev, inode: stats.ino }, known)) return false;
    openFiles.makeRoom();
    const opened = openLog(name, readRules);
    if (opened.kind !== 'opened') return false;
    const bytes = new ReopeningSource(opened.descriptor, opened.target, opened, { livePath, readRules, openFiles });
    try {
      return isKnown(known, { ...opened, bytes });
    } finally {
      bytes.close();
    }
  });
}
