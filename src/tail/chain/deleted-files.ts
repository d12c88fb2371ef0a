import type { DeletedFile } from '../deleted-file-grace.js';
import type { LogFile } from './log-file.js';

/** A file that was deleted and is open. */
export interface DeletedHeldFile extends DeletedFile {
  readonly file: LogFile;
}

/**
 * Which of the open files were deleted, so that their space on disk is not free, or are what was saved of such files; takes note of
 * when that was seen first.
 */
export function deletedFiles(files: readonly LogFile[], now: number): DeletedHeldFile[] {
  return files.flatMap((file) => {
    const bytes = file.rest?.bytes ?? file.bytes.heldBytes;
    if (bytes === 0) return [];
    file.deletedSince ??= now;
    if (!file.bytes.isCompressed) file.size = Math.max(file.size, file.bytes.sizeOnDisk());
    return [{ file, bytes, since: file.deletedSince }];
  });
}
