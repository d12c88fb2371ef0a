import { isSameInode } from '../files/file-on-disk.js';
import { readFirstTime } from '../files/first-time.js';
import type { RememberedFile } from './file-memory.js';
import type { OlderFiles } from './find-unread.js';
import type { LogFile } from './log-file.js';
import { gapsBesideRests, orderRests } from './rest-order.js';

interface Surroundings {
  /** All that is known of the log's files, in their order. */
  readonly known: readonly RememberedFile[];
  /** The files that were open before the look. */
  readonly before: readonly LogFile[];
  /** What the look found; undefined if there was none. */
  readonly found: OlderFiles | undefined;
  /** The live file, which stays the last one; undefined if none was found. */
  readonly live: LogFile | undefined;
  /** Whether nothing was read of the log yet. */
  readonly isUnbegun: boolean;
}

/**
 * Puts the rests of deleted files where the files stood, and lets lines continue from file to file where nothing is missing.
 *
 * @param files those of the log that are open, in their order, which is changed
 */
export function placeRests(files: LogFile[], { known, before, found, live, isUnbegun }: Surroundings): void {
  if (!files.some(({ rest }) => rest !== undefined)) return;
  const placeOf = ({ bytes, hasPast }: LogFile): number | undefined => {
    // Another file may have had the inode of one that is new.
    if (!hasPast) return undefined;
    const place = known.findIndex((past) => isSameInode(past, bytes.standsAt));
    return place < 0 ? undefined : place;
  };
  const isRest = ({ rest }: LogFile): boolean => rest !== undefined;
  if (isUnbegun) {
    const older = files.filter((file) => file !== live);
    const ordered = orderRests(older, (file) => {
      return { isRest: isRest(file), place: placeOf(file), firstTime: readFirstTime(file.bytes).time };
    });
    files.splice(0, older.length, ...ordered);
  }
  const foundRests = [...(found?.foundOpen ?? [])];
  const gapOnDisk = (file: LogFile): boolean | undefined => {
    if (!isRest(file) || !isUnbegun) return file.followsGap;
    return foundRests.find(([past]) => isSameInode(past, file.bytes.standsAt))?.[1];
  };
  const placed = files.map((file) => {
    const place = placeOf(file);
    const hasKnownGap = place !== undefined && known[place]?.followsGap === true;
    return { isRest: isRest(file), place, hasKnownGap, gapOnDisk: gapOnDisk(file) };
  });
  const isOver = known.map(({ done }) => done);
  for (const [index, followsGap] of gapsBesideRests(placed, isOver)) {
    const file = files[index]!;
    // What was said of it before stays: a file before it may have been given up since.
    if (isUnbegun || !before.includes(file)) file.followsGap = followsGap;
  }
}
