import type { Diagnostics } from '../../record/diagnostics.js';
import type { LineState } from '../../record/line-state.js';
import type { ByteSource } from '../files/byte-source.js';
import { hashBefore, NO_BYTES, readHead } from '../files/file-identity.js';
import { diskKeyOf, type FileOnDisk, isSameFile, isSameInode, isSurelySame } from '../files/file-on-disk.js';
import { areOfTwo } from '../read/file-id.js';
import { isBeingCopied } from './file-copies.js';
import {
  type FileMemory,
  findKnown,
  isHardlyRead,
  isKnown,
  type RememberedFile,
  wasPassedOver,
} from './file-memory.js';
import { findGaps } from './find-gaps.js';
import type { GatheredFiles } from './gather-files.js';
import type { LogFile } from './log-file.js';
import type { OpenFile } from './open-file.js';

/** A physical file that was opened to be read. */
export interface OpenedFile extends Omit<OpenFile, 'modifiedAt'> {
  readonly from: ResumePoint;
  /** What was known of it. */
  readonly past?: RememberedFile;
  /** Whether a file before it may have been missed: no line continues in it that was begun in an earlier one. */
  readonly followsGap: boolean;
  /** Whether it takes no place among the others where it was read to its end before. */
  readonly isLate?: boolean;
}

/** A physical file that is read to its end, and was opened. */
export interface DrainedFile extends OpenFile {
  readonly past: RememberedFile;
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
  /** What was read of it before it was copied, and truncated. */
  readonly copied?: Pick<LogFile, 'begun' | 'wasBegun' | 'settledAs'>;
}

export interface FindUnreadOptions extends Pick<GatheredFiles, 'rotated' | 'unreadable'> {
  /** The file at the log's path, if there is one. */
  readonly live?: OpenFile;
  readonly memory: FileMemory;
  readonly diagnostics: Diagnostics;
  /** The files that are being read: one of them may have been compressed meanwhile. */
  readonly open: readonly RememberedFile[];
  /** Deleted files that were read to their ends, and are open still: lines that come late are read there, not in what was made of them. */
  readonly lingering: readonly RememberedFile[];
  /** Whether lines may come late to a file that was read to its end before: it is not closed. None may, if not given. */
  readonly mayGetLate?: (file: OpenFile) => boolean;
  /** Whether nothing was read of any of them: they are read in their places among what is found. */
  readonly isFirstLook: boolean;
  /** The place of the one that was read last of those that are not open (see `RememberedFile.place`). */
  readonly latestPlace: number | undefined;
  /** Whether files that are not remembered count as read: podtail begins at the log's end. */
  readonly passOver: boolean;
}

/** What a look at a log's older files found. */
export interface OlderFiles {
  /** Those that are not read to their ends, oldest first, opened. */
  readonly unread: readonly OpenedFile[];
  /** Those that are read to their ends, and to which lines may come late, opened. */
  readonly drained: readonly DrainedFile[];
  /**
   * At a first look, the files that are being read and were found on disk, compressed. The value says whether a file that was missed
   * may be before that one.
   */
  readonly foundOpen: ReadonlyMap<RememberedFile, boolean>;
  /** Whether a remembered file was found, whatever its name, or another one that has its inode is to be read. */
  isThere(file: FileOnDisk): boolean;
  /** Whether rotated files were found, but not the one that was opened last before. */
  readonly missesLatest: boolean;
  /** Whether one that was missed may be before the live one. */
  readonly liveFollowsGap: boolean;
  /** Whether one could not be read, so that nobody knows which it is. */
  readonly hasUnreadable: boolean;
}

/**
 * Finds the files that rotation made of a log and that were not read to their ends: those of several rotations between
 * two looks, and those of the time when podtail was not there; the others are closed. Files are distinguished by what is in
 * them, for a rotation gives them other names. A file that cannot be read is logged, and left out.
 */
export function findUnread(options: FindUnreadOptions): OlderFiles {
  const recognised = new Set<string>();
  const { rotated, live, open, isFirstLook, latestPlace, unreadable, diagnostics, mayGetLate } = options;
  const all = live === undefined ? rotated : [...rotated, live];
  const isElsewhere = (past: RememberedFile): boolean =>
    recognised.has(diskKeyOf(past)) || all.some((other) => isSameFile(past, other) && mayBe(past, other));
  const drained: DrainedFile[] = [];
  /** Of those that are being read, the ones that were found compressed. */
  const compressed = new Set<RememberedFile>();
  for (const { target, reason } of unreadable) report(diagnostics, target, reason);
  const looked = rotated.map((file) => {
    const isAnother = (other: RememberedFile): boolean =>
      compressed.has(other) || isElsewhere(other) || (isHardlyRead(other) && !mayBeCopy(other, file, all));
    const isCopied = (other: RememberedFile): boolean => mayBePrefix(other, all);
    const past = lookUp(file, options, isAnother, isCopied);
    if (past.reading !== undefined) compressed.add(past.reading);
    if (past.isKnown) recognised.add(diskKeyOf(file));
    const isBegun = past.isKnown && past.file?.offset !== 0;
    const isCopy = !isBegun && live !== undefined && isBeingCopied(live, file);
    const isUnread = past.from !== undefined && !isCopy;
    const isDrained = !isUnread && past.file?.done === true && mayGetLate?.(file) === true;
    if (isDrained) drained.push({ ...file, past: past.file });
    else if (!isUnread) file.bytes.close();
    const { isVanished = false, missingBefore = 0 } = file;
    return { file, past, isCopy, isUnread, isEmpty: past.isEmpty === true, isVanished, missingBefore };
  });
  const hasUnreadable = unreadable.length > 0;
  const latest = findLatest(looked, open, latestPlace);
  const readsOn = !isFirstLook && (open.length > 0 || latestPlace !== undefined);
  const { missingBefore = 0 } = live ?? {};
  const liveLook = { isUnread: true, isEmpty: false, isLatest: false, isVanished: false, missingBefore };
  // What is being copied is all in the live file still.
  const others = looked.filter(({ isCopy }) => !isCopy);
  // Lines that came late to a file that was read to its end before are beside the others.
  const isLate = ({ past }: (typeof looked)[number]): boolean => past.file?.done === true;
  const listed = others.map((look) => ({
    ...look,
    isUnread: (look.isUnread && !isLate(look)) || (isFirstLook && look.past.reading !== undefined),
    isLatest: look === latest && !isFirstLook,
  }));
  const gaps = findGaps([...listed, liveLook], readsOn, hasUnreadable);
  const foundOpen = new Map(
    others.flatMap(({ past: { reading } }, index) =>
      isFirstLook && reading !== undefined ? [[reading, gaps[index]!] as const] : [],
    ),
  );
  const unread = others.flatMap(({ file, past: { from, file: past }, isUnread }, index) => {
    if (!isUnread || from === undefined) return [];
    return { ...file, from, followsGap: gaps[index]!, ...(past === undefined ? {} : { past }) };
  });
  return {
    unread,
    drained,
    foundOpen,
    hasUnreadable,
    missesLatest: open.some(({ head }) => head.length > 0) && rotated.length > 0 && latest === undefined,
    liveFollowsGap: gaps.at(-1)!,
    isThere: (file) => recognised.has(diskKeyOf(file)) || unread.some((other) => isSameInode(file, other)),
  };
}

interface Look {
  readonly past: Past;
  readonly isVanished: boolean;
}

/**
 * Finds the file behind which reading continues. One that was empty may not be known again, and no line begins in it: the one
 * before it will do.
 */
function findLatest<Found extends Look>(
  looked: readonly Found[],
  open: readonly RememberedFile[],
  latestPlace: number | undefined,
): Found | undefined {
  const isThere = looked.filter(({ isVanished }) => !isVanished);
  for (const file of [...open].reverse()) {
    const look = isThere.find(({ past }) => past.reading === file);
    if (look !== undefined || file.head.length > 0) return look;
  }
  return latestPlace === undefined ? undefined : isThere.find(({ past }) => past.file?.place === latestPlace);
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
  /** Whether there is nothing in it, so that it cannot be known. */
  readonly isEmpty?: boolean;
}

function lookUp(
  file: OpenFile,
  { open, lingering, memory, passOver, diagnostics }: FindUnreadOptions,
  isElsewhere: (past: RememberedFile) => boolean,
  isCopied: (past: RememberedFile) => boolean,
): Past {
  const { device, inode, bytes, size, target } = file;
  try {
    const reading =
      open.find((past) => isSameFile(past, file)) ??
      (open.length === 0 || memory.isInPlace(file) ? undefined : findKnown(open, file, isElsewhere, isCopied));
    if (reading !== undefined) return { isKnown: true, reading };
    const late =
      lingering.length === 0 || memory.isInPlace(file) ? undefined : findKnown(lingering, file, isElsewhere, isCopied);
    if (late !== undefined) return { isKnown: true, file: late };
    const isOpen = (past: RememberedFile): boolean => open.some((other) => isOne(past, other));
    const known = memory.recall(file, (past) => isOpen(past) || isElsewhere(past), isCopied);
    if (known !== undefined)
      return { isKnown: true, file: known, ...(isRead(known, size, bytes) ? {} : { from: resumePointOf(known) }) };
    const head = readHead(bytes);
    // Nothing comes to it any more; it would be taken for one that follows those that are being read.
    if (head.length === 0 && bytes.isCompressed) return { isKnown: false, isEmpty: true };
    if (file.isStranger === true && !memory.files.some((past) => isSurelySame(past, file))) return { isKnown: false };
    if (!passOver) return { isKnown: false, from: { offset: 0 }, isEmpty: head.length === 0 };
    // Also by its end: it may be compressed later, which gives it another inode.
    const before = bytes.isCompressed ? NO_BYTES : hashBefore(bytes, size);
    memory.remember({ device, inode, head, offset: size, before, size, done: true });
  } catch (error) {
    report(diagnostics, target, (error as Error).message);
  }
  return { isKnown: true };
}

/** Whether it is the same file: within one tick of the clock of files, another one may have its inode. */
function isOne(past: RememberedFile, open: RememberedFile): boolean {
  return isSameFile(past, open) && !areOfTwo(past.id, open.id);
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

/** Whether a plain file may be a copy of one that was read before: that is there still, and was written again. */
function mayBeCopy(past: RememberedFile, file: OpenFile, all: readonly OpenFile[]): boolean {
  if (file.bytes.isCompressed) return true;
  return all.some((other) => isSameFile(past, other));
}

/** Whether a file that ends within what was read of another one may be a copy of that: it is there still, and written again. */
function mayBePrefix(past: RememberedFile, all: readonly OpenFile[]): boolean {
  return all.some((other) => isSurelySame(past, other) && !mayBe(past, other));
}

const probe = Buffer.alloc(1);

/** Whether a file holds nothing behind what was read of it. Throws what reading it throws. */
function isRead(known: RememberedFile, size: number, bytes: ByteSource): boolean {
  const { done, offset } = known;
  if (bytes.isCompressed) return wasPassedOver(known) || (done && bytes.read(probe, 1, offset) <= 0);
  return done ? size <= offset : size < offset;
}

function report(diagnostics: Diagnostics, target: string, reason: string): void {
  diagnostics.problem(target, `${target}, a rotated file, is not read: ${reason}`, { path: target });
}
