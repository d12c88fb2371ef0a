import { type FirstTime, readFirstTime } from '../files/first-time.js';
import type { ReopeningSource } from '../files/reopening-source.js';
import type { OpenFile } from './open-file.js';

/** What says which of a log's files is older, where their names do not. */
export interface FileAge {
  readonly isCompressed: boolean;
  /** When it was made, in nanoseconds since 1970; 0 where the file system does not say. */
  readonly madeAt: bigint;
  /** When what is in it was begun, as far as the file's times say. */
  readonly bornAt: bigint;
  /** Whether what is in it may have been written long after it was made, and after others were made of it. */
  readonly mayBeTruncated: boolean;
  /** When it was written to last, in nanoseconds since 1970. */
  modified(): bigint;
  /** When its first line was written, in nanoseconds since 1970, where that is there. Reads the file. */
  firstTime(): bigint | undefined;
}

/** The ages of files, each of which is asked for it once: for one comparison of all, since it may be another one later. */
export function createAges(): (file: OpenFile) => FileAge {
  const ages = new Map<OpenFile, FileAge>();
  return (file) => {
    const age = ages.get(file) ?? ageOf(file);
    ages.set(file, age);
    return age;
  };
}

/** Those that will not change. */
const known = new WeakMap<ReopeningSource, FirstTime>();

/** What is in a truncated file was written after its copies were made, which hold what stood there before. */
function ageOf({ bytes, isTruncated = false }: OpenFile): FileAge {
  const madeAt = bytes.bornAt();
  let first: FirstTime | undefined;
  return {
    isCompressed: bytes.isCompressed,
    madeAt,
    bornAt: isTruncated === true ? bytes.modified() : madeAt,
    mayBeTruncated: isTruncated === 'maybe',
    modified: () => bytes.modified(),
    firstTime() {
      first ??= known.get(bytes) ?? readFirstTime(bytes);
      // A file that was truncated once is truncated again.
      if (first.isFinal && !isTruncated) known.set(bytes, first);
      return first.time;
    },
  };
}

/**
 * Whether one file is surely older than the other. Files are made in the order in which they follow each other, but for
 * compressed ones: such a one is made when the next one is there, and before the one after that is. Where that leaves it
 * open, and where both were made while the clock of files stood still, the first lines say it, if they have times.
 *
 * @param plain those of the log's files that are not compressed
 * @param seenOlder whether a look saw it so, if one saw both: of files that were made at the same time, an inode may be another's
 */
export function isOlder(
  one: FileAge,
  other: FileAge,
  plain: readonly FileAge[],
  seenOlder: () => boolean | undefined,
): boolean {
  // One that stood at the log's path itself is no copy.
  if (one.mayBeTruncated !== other.mayBeTruncated) {
    const difference = compareContents(one, other);
    if (difference !== 0n) return difference < 0n;
  }
  if (one.bornAt < other.bornAt && !other.isCompressed) return true;
  if (one.bornAt > other.bornAt && !one.isCompressed) return false;
  const [time, otherTime] = [one.firstTime(), other.firstTime()];
  if (time !== undefined && otherTime !== undefined && time !== otherTime) return time < otherTime;
  // The pieces of one line have one time, and may be in several files.
  const difference = one.isCompressed || other.isCompressed ? 0n : one.modified() - other.modified();
  if (difference !== 0n) return difference < 0n;
  const seen = seenOlder();
  if (seen !== undefined) return seen;
  if (one.bornAt >= other.bornAt) return false;
  return one.isCompressed || plain.some(({ madeAt }) => one.bornAt < madeAt && madeAt <= other.bornAt);
}

/**
 * Which content was written first: below 0 if that of the first file, 0 where that is not known. Who renames a file writes to
 * it no more when the next one is written; who copies it writes on. When one was compressed says nothing of that.
 */
function compareContents(one: FileAge, other: FileAge): bigint {
  const [time, otherTime] = [one.firstTime(), other.firstTime()];
  if (time !== undefined && otherTime !== undefined) return time - otherTime;
  return one.isCompressed || other.isCompressed ? 0n : one.modified() - other.modified();
}
