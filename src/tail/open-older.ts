import { openLog } from '../os/open-log.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LineState } from '../record/line-state.js';
import { type ByteSource, openByteSource } from './byte-source.js';
import { type Fingerprint, readHead } from './file-identity.js';
import { type FileMemory, isKnown, type RememberedFile } from './file-memory.js';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import { listSiblings } from './siblings.js';

/** A physical file that was opened. */
export interface OpenedFile extends FileOnDisk {
  readonly bytes: ByteSource;
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

export interface OpenOlderOptions {
  /** The live file's own path, links resolved. */
  readonly livePath: string;
  readonly allowedFolders: readonly string[];
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
  /** Whether the file stands in the folder, whatever its name. */
  isThere(file: FileOnDisk): boolean;
  /** Whether a file could not be looked at, so that the look has to be repeated: a rotation was going on. */
  readonly isIncomplete: boolean;
}

/** A fingerprint of nothing. */
export const NO_BYTES: Fingerprint = { length: 0, hash: '' };

/**
 * Opens the files that rotation made of a log and that were not read to their ends: those of several rotations between
 * two looks, and those of the time when podtail was not there. Files are told apart by what is in them, for a rotation
 * gives them other names. A file that cannot be read is said, and left out.
 */
export function openOlder(options: OpenOlderOptions): OlderFiles {
  const unread: OpenedFile[] = [];
  const seen = new Set<string>();
  let isIncomplete = false;
  for (const target of listSiblings(options.livePath)) {
    if (target === options.livePath) continue;
    const opened = openLog(target, options.allowedFolders);
    if (opened.kind !== 'opened') {
      isIncomplete ||= opened.kind === 'missing';
      if (opened.kind === 'unreadable') report(options.diagnostics, target, opened.reason);
      continue;
    }
    const { device, inode, descriptor, size } = opened;
    const bytes = openByteSource(descriptor, target);
    const isNew = !seen.has(diskKeyOf(opened));
    seen.add(diskKeyOf(opened));
    const from = isNew ? unreadFrom({ device, inode, bytes, target, size }, options) : undefined;
    if (from === undefined) bytes.close();
    else unread.push({ device, inode, bytes, target, size, from });
  }
  return { unread, isIncomplete, isThere: (file) => seen.has(diskKeyOf(file)) };
}

/** From where a file is to be read; undefined where it was read to its end, or cannot be read. */
function unreadFrom(
  file: Omit<OpenedFile, 'from'>,
  { open, memory, passOver, diagnostics }: OpenOlderOptions,
): ResumePoint | undefined {
  try {
    const { size } = file;
    if (open.some((past) => isKnown(past, file))) return undefined;
    const known = memory.recall(file);
    if (known !== undefined) return isRead(known, size, file.bytes) ? undefined : resumePointOf(known);
    if (!passOver) return { offset: 0 };
    const { device, inode, bytes } = file;
    memory.remember({ device, inode, head: readHead(bytes), offset: size, before: NO_BYTES, size, done: true });
  } catch (error) {
    report(diagnostics, file.target, (error as Error).message);
  }
  return undefined;
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
