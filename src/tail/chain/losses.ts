import type { AbandonReason } from '../../record/abandoned.js';
import { type FileOnDisk, isSameFile } from '../files/file-on-disk.js';
import type { TailOptions } from '../tail-options.js';
import { NOWHERE, type RememberedFile } from './file-memory.js';
import type { LogFile } from './log-file.js';

/** What was known to be in a file that is gone, and was not read. */
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
      ? `${logPath} is not the file any more that was read up to byte ${offset}: it is read from its start`
      : unreadBytes > 0
        ? `${logPath}: a rotated file was deleted before it was read to its end`
        : `${logPath}: the file that was read up to byte ${offset} was deleted while podtail was down: what came to it later, if anything did, is lost`;
    return [{ reason: isReplaced ? 'truncated' : 'deleted', unreadBytes, message }];
  });
}

/** Says that a log has more rotated files than are read, and counts them. */
export function reportBeyond(
  logPath: string,
  beyond: number,
  { counters, diagnostics }: Pick<TailOptions, 'counters' | 'diagnostics'>,
): void {
  counters.missedRotations += beyond;
  const message = `${logPath} has more than 1,000 rotated files: ${beyond} that are older are not read`;
  diagnostics.warn(`${message}; let fewer of them be kept`, { path: logPath, files: beyond });
}

/** Says that files of a log may have been deleted unseen. */
export function reportMissed(
  logPath: string,
  { counters, diagnostics }: Pick<TailOptions, 'counters' | 'diagnostics'>,
) {
  counters.missedRotations++;
  const message = `${logPath} was rotated so often between two looks that its files may have been deleted unread`;
  diagnostics.warn(`${message}; let the runtime keep more or larger files`, { path: logPath });
}

/** Says that a deleted file is given up; returns how many bytes of it were not read. */
export function reportDeleted(
  file: LogFile,
  logPath: string,
  { diagnostics }: Pick<TailOptions, 'diagnostics'>,
): number {
  const unreadBytes = Math.max(0, file.size - file.offset);
  const message = `${file.rest?.target ?? file.target} was deleted, and ${unreadBytes} bytes of it are given up, which were not read within`;
  diagnostics.warn(`${message} limits.deletedFileGrace`, { path: logPath, unreadBytes });
  return unreadBytes;
}
