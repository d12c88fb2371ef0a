import type { FileStart, Fingerprint } from '../files/file-identity.js';
import type { FileOnDisk } from '../files/file-on-disk.js';
import type { ReopeningSource } from '../files/reopening-source.js';

/** A physical file of a log that was opened. */
export interface OpenFile extends FileOnDisk {
  readonly bytes: ReopeningSource;
  /** Its own path when it was opened, links resolved. */
  readonly target: string;
  /** Bytes on disk. */
  readonly size: number;
  /** What the file at the log's path began with when it was known which files are before it. */
  readonly start?: FileStart;
  /** The last bytes before `size`, where `start` is known. */
  readonly end?: Fingerprint;
  /** When its content changed last, in nanoseconds since 1970. */
  readonly modifiedAt: bigint;
  /** How many files that stood before it were deleted, as far as that is known. */
  readonly missingBefore?: number;
  /** Whether its name does not show that it is the log's: it is read only where it is known. */
  readonly isStranger?: boolean;
  /** Whether it had no name any more before it was known which file follows it. */
  readonly isVanished?: boolean;
  /**
   * Whether it was truncated while it was followed: its copies, which are younger, hold what stood in it before. `maybe` where
   * it was the live file when it was opened: a truncation before that, or before it was read, leaves no trace in it.
   */
  readonly isTruncated?: boolean | 'maybe';
}
