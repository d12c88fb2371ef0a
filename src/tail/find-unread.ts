import type { Diagnostics } from '../record/diagnostics.js';
import type { LineState } from '../record/line-state.js';
import type { ByteSource } from './byte-source.js';
import { isBeingCopied } from './file-copies.js';
import { NO_BYTES, readHead } from './file-identity.js';
import { type FileMemory, findKnown, isKnown, type RememberedFile } from './file-memory.js';
import { diskKeyOf, type FileOnDisk, isSameFile } from './file-on-disk.js';
import type { GatheredFiles } from './gather-files.js';
import type { OpenFile } from './kept-files.js';

/** A physical file that was opened to be read. */
export interface OpenedFile extends Omit<OpenFile, 'modifiedAt'> {
  readonly from: ResumePoint;
  /** What was known of it. */
  readonly past?: RememberedFile;
}

/** From where a file is to be read. */
export interface ResumePoint {
  /** Byte offset in the uncompressed file. */
  readonly offset: number;
  /** The id that its records had before. */
  readonly id?: string;
  readonly birthmark?: string;
  readonly lines?: LineState;
  /** Names the file in the ledger already, where records of it are in flight. */
  readonly key?: number;
}

export interface FindUnreadOptions extends Pick<GatheredFiles, 'rotated' | 'unreadable'> {
  /** The file at the log's path, if there is one. */
  readonly live?: OpenFile;
  readonly memory: FileMemory;
  readonly diagnostics: Diagnostics;
  /** The files that are being read: one of them may have been compressed meanwhile. */
  readonly open: readonly RememberedFile[];
  /** Whether files that are not remembered count as read: podtail begins at the log's end. */
  readonly passOver: boolean;
}

/** What a look at a log's older files found. */
export interface OlderFiles {
  /** Those that are not read to their ends, oldest first, opened. */
  readonly unread: readonly OpenedFile[];
  /** Whether a remembered file was found, whatever its name. */
  isThere(file: FileOnDisk): boolean;
  /** Whether rotated files were found, but not the one that was opened last before. */
  readonly missesLatest: boolean;
  /** Whether there may have been files between the one that was opened last before and those that were found. */
  readonly hasGap: boolean;
  /** Those that follow one that vanished: there may have been others between. */
  readonly afterVanished: readonly OpenFile[];
  /** Whether one could not be read, so that nobody knows which it is. */
  readonly hasUnreadable: boolean;
}

/**
 * Finds the files that rotation made of a log and that were not read to their ends: those of several rotations between
 * two looks, and those of the time when podtail was not there; the others are closed. Files are told apart by what is in
 * them, for a rotation gives them other names. A file that cannot be read is said, and left out.
 */
export function findUnread(options: FindUnreadOptions): OlderFiles {
  const unread: OpenedFile[] = [];
  const recognised = new Set<string>();
  const all = options.live === undefined ? options.rotated : [...options.rotated, options.live];
  const isElsewhere = (past: RememberedFile): boolean =>
    recognised.has(diskKeyOf(past)) || all.some((other) => isSameFile(past, other) && mayBe(past, other));
  /** Of those that are being read, the ones that were found compressed. */
  const compressed = new Set<RememberedFile>();
  let hasLatest = false;
  for (const { target, reason } of options.unreadable) report(options.diagnostics, target, reason);
  for (const file of options.rotated) {
    const key = diskKeyOf(file);
    const past = lookUp(file, options, (other) => compressed.has(other) || isElsewhere(other));
    hasLatest ||= file.isVanished !== true && past.reading !== undefined && past.reading === options.open.at(-1);
    if (past.reading !== undefined) compressed.add(past.reading);
    if (past.isKnown) recognised.add(key);
    const isCopy = !past.isKnown && options.live !== undefined && isBeingCopied(options.live, file);
    if (past.from === undefined || isCopy) file.bytes.close();
    else unread.push({ ...file, from: past.from, ...(past.file === undefined ? {} : { past: past.file }) });
  }
  const hasUnreadable = options.unreadable.length > 0;
  const missesLatest = options.open.length > 0 && options.rotated.length > 0 && !hasLatest;
  const hasGap = hasUnreadable || (options.open.length > 0 && !hasLatest);
  const afterVanished = all.filter((_, index) => all[index - 1]?.isVanished === true);
  return {
    unread,
    hasUnreadable,
    missesLatest,
    hasGap,
    afterVanished,
    isThere: (file) => recognised.has(diskKeyOf(file)),
  };
}

/** What is known of a file. */
interface Past {
  /** Whether it is remembered, or cannot be read, so that it has to count as such. */
  readonly isKnown: boolean;
  /** Which of those that are being read it is, if it is one. */
  readonly reading?: RememberedFile;
  /** From where it is to be read; left out where it was read to its end, or cannot be read. */
  readonly from?: ResumePoint;
  readonly file?: RememberedFile;
}

const READ: Past = { isKnown: true };

function lookUp(
  file: OpenFile,
  { open, memory, passOver, diagnostics }: FindUnreadOptions,
  isElsewhere: (past: RememberedFile) => boolean,
): Past {
  const { device, inode, bytes, size, target } = file;
  try {
    const reading =
      open.find((past) => isSameFile(past, file)) ??
      (memory.isAt(file) ? undefined : findKnown(open, file, isElsewhere));
    if (reading !== undefined) return { isKnown: true, reading };
    const isOpen = (past: RememberedFile): boolean => open.some((other) => isSameFile(past, other));
    const known = memory.recall(file, (past) => isOpen(past) || isElsewhere(past));
    if (known !== undefined)
      return isRead(known, size, bytes) ? READ : { isKnown: true, from: resumePointOf(known), file: known };
    if (!passOver) return { isKnown: false, from: { offset: 0 } };
    memory.remember({ device, inode, head: readHead(bytes), offset: size, before: NO_BYTES, size, done: true });
  } catch (error) {
    report(diagnostics, target, (error as Error).message);
  }
  return READ;
}

/** Where a remembered file is read on. A file of which nothing is settled gets its id by its first line as it is then. */
export function resumePointOf({ offset, id, birthmark, lines }: RememberedFile): ResumePoint {
  return {
    offset,
    ...(id === undefined || offset === 0 ? {} : { id }),
    ...(birthmark === undefined ? {} : { birthmark }),
    ...(lines === undefined ? {} : { lines }),
  };
}

/** Whether it is the remembered file, as far as can be found out. */
function mayBe(past: RememberedFile, file: OpenFile): boolean {
  try {
    return isKnown(past, file);
  } catch {
    return true;
  }
}

/** A file that was read to its end may have grown since, unless it is compressed. */
function isRead({ done, offset }: RememberedFile, size: number, bytes: ByteSource): boolean {
  return done && (bytes.isCompressed || size <= offset);
}

function report(diagnostics: Diagnostics, target: string, reason: string): void {
  diagnostics.problem(target, `${target}, a rotated file, is not read: ${reason}`, { path: target });
}
