import { openLog } from '../os/open-log.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { type ByteSource, openByteSource } from './byte-source.js';
import type { FileOnDisk } from './claims.js';
import { type Fingerprint, readHead } from './file-identity.js';
import { type FileMemory, isKnown, type RememberedFile } from './file-memory.js';
import { listSiblings } from './siblings.js';

/** A physical file that was opened, and from which byte offset it is to be read. */
export interface OpenedFile {
  readonly device: bigint;
  readonly inode: bigint;
  readonly bytes: ByteSource;
  /** Its own path, links resolved. */
  readonly target: string;
  readonly offset: number;
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
    const isNew = !seen.has(identity(opened));
    seen.add(identity(opened));
    const offset = isNew ? unreadFrom({ device, inode, bytes, target }, size, options) : undefined;
    if (offset === undefined) bytes.close();
    else unread.push({ device, inode, bytes, target, offset });
  }
  return { unread, isIncomplete, isThere: (file) => seen.has(identity(file)) };
}

/** The offset from which a file is to be read; undefined where it was read to its end, or cannot be read. */
function unreadFrom(
  file: Omit<OpenedFile, 'offset'>,
  size: number,
  { open, memory, passOver, diagnostics }: OpenOlderOptions,
): number | undefined {
  try {
    if (open.some((past) => isKnown(past, file))) return undefined;
    const known = memory.recall(file);
    if (known !== undefined) return isRead(known, size, file.bytes) ? undefined : known.offset;
    if (!passOver) return 0;
    const { device, inode, bytes } = file;
    memory.remember({ device, inode, head: readHead(bytes), offset: size, before: NO_BYTES, size, done: true });
  } catch (error) {
    report(diagnostics, file.target, (error as Error).message);
  }
  return undefined;
}

/** A file that was read to its end may have grown since, unless it is compressed. */
function isRead({ done, offset }: RememberedFile, size: number, bytes: ByteSource): boolean {
  return done && (bytes.isCompressed || size <= offset);
}

function report(diagnostics: Diagnostics, target: string, reason: string): void {
  diagnostics.problem(target, `${target}, a rotated file, is not read: ${reason}`, { path: target });
}

function identity({ device, inode }: FileOnDisk): string {
  return `${device}:${inode}`;
}
