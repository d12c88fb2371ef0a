import { openLog } from '../os/open-log.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LineState } from '../record/line-state.js';
import type { ByteSource } from './byte-source.js';
import { NO_BYTES, readHead } from './file-identity.js';
import { type FileMemory, isKnown, type RememberedFile } from './file-memory.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import { type ReopeningOptions, ReopeningSource } from './reopening-source.js';
import { listSiblings } from './siblings.js';

/** A physical file that was opened. */
export interface OpenedFile extends FileOnDisk {
  readonly bytes: ReopeningSource;
  /** Its own path, links resolved. */
  readonly target: string;
  /** Bytes on disk, when it was opened. */
  readonly size: number;
  readonly from: ResumePoint;
}

/** From where a file is to be read. */
export interface ResumePoint {
  /** Byte offset in the uncompressed file. */
  readonly offset: number;
  /** The id that its records had before. */
  readonly id?: string;
  readonly lines?: LineState;
}

export interface OpenOlderOptions extends ReopeningOptions {
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
  /** Whether one could not be read, so that nobody knows which it is. */
  readonly hasUnreadable: boolean;
  /** Whether a file could not be looked at, so that the look has to be repeated: a rotation was going on. */
  readonly isIncomplete: boolean;
}

/**
 * Opens the files that rotation made of a log and that were not read to their ends: those of several rotations between
 * two looks, and those of the time when podtail was not there. Files are told apart by what is in them, for a rotation
 * gives them other names. A file that cannot be read is said, and left out.
 */
export function openOlder(options: OpenOlderOptions): OlderFiles {
  const unread: OpenedFile[] = [];
  const seen = new Set<string>();
  const recognised = new Set<string>();
  let isIncomplete = false;
  let hasUnreadable = false;
  for (const target of listSiblings(options.livePath)) {
    if (target === options.livePath) continue;
    options.openFiles.makeRoom();
    const opened = openLog(target, options.allowedFolders);
    if (opened.kind !== 'opened') {
      isIncomplete ||= opened.kind === 'missing';
      hasUnreadable ||= opened.kind === 'unreadable';
      if (opened.kind === 'unreadable') report(options.diagnostics, target, opened.reason);
      continue;
    }
    const { device, inode, descriptor, size } = opened;
    const bytes = new ReopeningSource(descriptor, target, opened, options);
    const isNew = !seen.has(diskKeyOf(opened));
    seen.add(diskKeyOf(opened));
    const file = { device, inode, bytes, target, size };
    const past = isNew ? lookUp(file, options) : READ;
    if (past.isKnown) recognised.add(diskKeyOf(opened));
    if (past.from === undefined) bytes.close();
    else unread.push({ ...file, from: past.from });
  }
  return { unread, isIncomplete, hasUnreadable, isThere: (file) => recognised.has(diskKeyOf(file)) };
}

/** What is known of a file. */
interface Past {
  /** Whether it is remembered, or cannot be read, so that it has to count as such. */
  readonly isKnown: boolean;
  /** From where it is to be read; left out where it was read to its end, or cannot be read. */
  readonly from?: ResumePoint;
}

const READ: Past = { isKnown: true };

function lookUp(file: Omit<OpenedFile, 'from'>, { open, memory, passOver, diagnostics }: OpenOlderOptions): Past {
  const { device, inode, bytes, size, target } = file;
  try {
    if (open.some((past) => isKnown(past, file))) return READ;
    const known = memory.recall(file);
    if (known !== undefined) return isRead(known, size, bytes) ? READ : { isKnown: true, from: resumePointOf(known) };
    if (!passOver) return { isKnown: false, from: { offset: 0 } };
    memory.remember({ device, inode, head: readHead(bytes), offset: size, before: NO_BYTES, size, done: true });
  } catch (error) {
    report(diagnostics, target, (error as Error).message);
  }
  return READ;
}

/** Where a remembered file is read on. A file of which nothing is settled gets its id by its first line as it is then. */
export function resumePointOf({ offset, id, lines }: RememberedFile): ResumePoint {
  return {
    offset,
    ...(id === undefined || offset === 0 ? {} : { id }),
    ...(lines === undefined ? {} : { lines }),
  };
}

/** A file that was read to its end may have grown since, unless it is compressed. */
function isRead({ done, offset }: RememberedFile, size: number, bytes: ByteSource): boolean {
  return done && (bytes.isCompressed || size <= offset);
}

function report(diagnostics: Diagnostics, target: string, reason: string): void {
  diagnostics.problem(target, `${target}, a rotated file, is not read: ${reason}`, { path: target });
}
