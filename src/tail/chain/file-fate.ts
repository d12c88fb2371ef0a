import { isFresh } from '../files/file-clock.js';
import type { LogFile } from './log-file.js';
import { type Fate, fateOf, type Observation } from './rotation.js';

/** What became of an open file by a look at its path. While it is closed for a while, another one may get its inode. */
export function fateOfFile(file: LogFile, observed: Observation): Fate {
  const fate = fateOf(file, file.bytes.standsAt, observed);
  if (fate !== 'truncated' || file.bytes.suspendedAs === undefined) return fate;
  // Finds out where it is.
  file.bytes.sizeOnDisk();
  if (file.bytes.isGone) return 'replaced';
  return fateOf(file, file.bytes.standsAt, observed);
}

/**
 * Takes note of what a look found.
 *
 * @param wallTime milliseconds since 1970
 */
export function noteLook(file: LogFile, { size, modified }: PresentFile, wallTime: number): void {
  file.size = Math.max(file.size, size);
  file.modified = modified;
  file.isFresh = isFresh(modified, wallTime);
}

/** Takes note of how long a file is that is at its log's path no more, unless it is closed: it may be deleted, and never read. */
export function noteSize(file: LogFile): void {
  const { isGone, isCompressed, suspendedAs } = file.bytes;
  if (!isGone && !isCompressed && suspendedAs === undefined) file.size = Math.max(file.size, file.bytes.sizeOnDisk());
}

type PresentFile = Observation & { readonly kind: 'present' };
