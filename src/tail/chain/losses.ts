import type { AbandonReason } from '../../record/abandoned.js';
import { counted } from '../../record/counted.js';
import { type FileOnDisk, isSameFile } from '../files/file-on-disk.js';
import type { TailOptions } from '../tail-options.js';
import { NOWHERE, type RememberedFile } from './file-memory.js';
import type { LogFile } from './log-file.js';

/** Bytes that podtail knew to be in a file, and did not read before the file was gone. */
export interface Loss {
  readonly reason: AbandonReason;
  readonly unreadBytes: number;
  readonly message: string;
}

/**
 * What is lost with the files of a log that are gone. By the first look that is also said of files of which all was read that was
 * known: more may have come to them while podtail was down. Later looks have seen it happen.
 *
 * @param logPath names the log
 * @param live the file at the log's path: it may have the inode of one that is gone
 * @param began whether the log was looked at before
 */
export function lossesOf(logPath: string, gone: readonly RememberedFile[], live: FileOnDisk, began: boolean): Loss[] {
  return gone.flatMap(({ done, size, offset, ...file }) => {
    const isReplaced = isSameFile(file, live);
    const unreadBytes = Math.max(0, size - offset);
    // One that was gone before podtail was stopped has no inode any more.
    const isMissed = !began && offset > 0 && file.inode !== NOWHERE.inode;
    if (done || (unreadBytes === 0 && !isMissed)) return [];
    const message = isReplaced
      ? `${logPath} is another file than the one that was read up to byte ${offset}; podtail reads it from its start`
      : unreadBytes > 0
        ? `${logPath}: a rotated file was deleted before it was read to its end`
        : `${logPath}: the file that was read up to byte ${offset} was deleted while podtail was down; lines that were written to it later, if any, are lost`;
    return [{ reason: isReplaced ? 'truncated' : 'deleted', unreadBytes, message }];
  });
}

/** Logs and counts the rotated files of a log that are beyond the limit, and are not read. */
export function reportBeyond(
  logPath: string,
  beyond: number,
  { counters, diagnostics }: Pick<TailOptions, 'counters' | 'diagnostics'>,
): void {
  counters.missedRotations += beyond;
  const message = `${logPath} has more than 1,000 rotated files; podtail does not read the oldest ${beyond}`;
  diagnostics.warn(`${message}; keep fewer rotated files`, { path: logPath, files: beyond });
}

/** Logs and counts that files of a log may have been deleted before podtail saw them. */
export function reportMissed(
  logPath: string,
  { counters, diagnostics }: Pick<TailOptions, 'counters' | 'diagnostics'>,
) {
  counters.missedRotations++;
  const message = `${logPath} was rotated so often between two checks that files may have been deleted unread`;
  diagnostics.warn(`${message}; let the runtime keep more or larger files`, { path: logPath });
}

/** Logs that podtail gives up a deleted file. Returns the number of its unread bytes. */
export function reportDeleted(
  file: LogFile,
  logPath: string,
  { diagnostics }: Pick<TailOptions, 'diagnostics'>,
): number {
  const unreadBytes = Math.max(0, file.size - file.offset);
  const lost = `${counted(unreadBytes, 'byte')} of it ${unreadBytes === 1 ? 'is' : 'are'} lost`;
  const message = `${file.rest?.target ?? file.target} was deleted, and ${lost}`;
  diagnostics.warn(`${message}: podtail did not read it to its end within limits.deletedFileGrace`, {
    path: logPath,
    unreadBytes,
  });
  return unreadBytes;
}
