import { type FirstTime, readFirstTime } from './first-time.js';
import type { OpenFile } from './open-file.js';
import type { ReopeningSource } from './reopening-source.js';

/** What says which of a log's files is older, where their names do not. */
export interface FileAge {
  readonly isCompressed: boolean;
  /** In nanoseconds since 1970; 0 where the file system does not say. */
  readonly bornAt: bigint;
  /** When its first line was written, in nanoseconds since 1970, where that stands there. Reads the file. */
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

/** What stands in a truncated file was written after its copies were made, which hold what stood there before. */
function ageOf({ bytes, isTruncated = false }: OpenFile): FileAge {
  let first: FirstTime | undefined;
  return {
    isCompressed: bytes.isCompressed,
    bornAt: isTruncated ? bytes.modified() : bytes.bornAt(),
    firstTime() {
      first ??= known.get(bytes) ?? readFirstTime(bytes);
      // A file that was truncated once is truncated again.
      if (first.isFinal && !isTruncated) known.set(bytes, first);
      return first.time;
    },
  };
}

/**
 * Whether one file is surely older than the other: its first line was written earlier. Where that does not say it, when
 * they were made may: in the order in which they follow each other, though the clock of files stands still for some
 * milliseconds, but for compressed ones: such a one is made when the next one is there, and before the one after that is.
 *
 * @param plain those of the log's files that are not compressed
 */
export function isOlder(one: FileAge, other: FileAge, plain: readonly FileAge[]): boolean {
  const [time, otherTime] = [one.firstTime(), other.firstTime()];
  if (time !== undefined && otherTime !== undefined && time !== otherTime) return time < otherTime;
  if (one.bornAt >= other.bornAt) return false;
  if (one.isCompressed || !other.isCompressed) return true;
  return plain.some(({ bornAt }) => one.bornAt < bornAt && bornAt < other.bornAt);
}
