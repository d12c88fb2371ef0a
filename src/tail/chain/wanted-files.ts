import type { FileOnDisk } from '../files/file-on-disk.js';
import type { RememberedFile } from './file-memory.js';
import type { LogFile } from './log-file.js';

/** The files of a log that are not read to their ends, or are open: whatever their names are, they are the log's. */
export function wantedFiles(
  open: readonly LogFile[],
  known: readonly RememberedFile[],
  isRest: (file: FileOnDisk) => boolean,
): FileOnDisk[] {
  const named = open.filter(({ bytes }) => !bytes.isGone && !bytes.isUnnamed);
  const wanted = [
    ...known.filter(({ done, inode }) => !done && inode !== 0n),
    ...named.map(({ bytes }) => bytes.standsAt),
  ];
  return wanted.filter((file) => !isRest(file));
}
