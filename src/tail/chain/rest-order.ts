/** A file of a log, as far as its place among the rests of deleted files matters. */
interface Placed {
  readonly isRest: boolean;
  /** Its place among the files that were known when podtail was stopped; undefined for a file that is new since then. */
  readonly place: number | undefined;
}

/** A file that is to be put in order. */
interface Ordered extends Placed {
  /** When its first line was written, in nanoseconds since 1970; undefined where nothing says so. */
  readonly firstTime: bigint | undefined;
}

/**
 * Puts the rests of deleted files where the files stood among those that are found on disk: by the times of their first lines, or else
 * by their places, which follow the order of the log only where files were not found at one look. What is new follows them. Among
 * themselves they stay in the order in which they were saved.
 *
 * @param files those on disk in their order, and the rests in theirs
 */
export function orderRests<File>(files: readonly File[], orderedOf: (file: File) => Ordered): File[] {
  const about = new Map(files.map((file) => [file, orderedOf(file)] as const));
  const placeOf = (file: File): number => about.get(file)?.place ?? Number.POSITIVE_INFINITY;
  const timeOf = (file: File): bigint | undefined => about.get(file)?.firstTime;
  const isRest = (file: File): boolean => about.get(file)?.isRest === true;
  const isBehind = (other: File, rest: File, place: number): boolean => {
    const [time, otherTime] = [timeOf(rest), timeOf(other)];
    if (time === undefined || otherTime === undefined || time === otherTime) return placeOf(other) > place;
    return otherTime > time;
  };
  const rests = files.filter(isRest);
  const ordered = files.filter((file) => !isRest(file));
  let [latest, end] = [Number.POSITIVE_INFINITY, ordered.length];
  for (const rest of rests.toReversed()) {
    // It stands before the rests behind it, whatever place is known of it.
    latest = Math.min(latest, placeOf(rest));
    const next = ordered.findIndex((other) => !isRest(other) && isBehind(other, rest, latest));
    if (next >= 0) end = Math.min(end, next);
    ordered.splice(end, 0, rest);
  }
  return ordered;
}

/** A file, as far as it matters whether one that was missed may be before it. */
interface BesideRest extends Placed {
  /** Whether it was known when podtail was stopped that a file before it may have been missed. */
  readonly hasKnownGap: boolean;
  /** Whether a file that was missed may be before it, by what is on disk; undefined for a rest of which nothing is on disk. */
  readonly gapOnDisk: boolean | undefined;
}

/**
 * Says of the rests of deleted files, and of the files behind them, whether a file that was missed may be before each. Pairs of an
 * index and that.
 *
 * @param files all that are open, in their order
 * @param isOver whether all was read of each known file, in their order
 */
export function gapsBesideRests(
  files: readonly BesideRest[],
  isOver: readonly boolean[],
): (readonly [index: number, followsGap: boolean])[] {
  return files.flatMap((file, index) => {
    const before = files[index - 1];
    if (before === undefined || !(before.isRest || file.isRest)) return [];
    // What is on disk shows it also of files that are new since the stop.
    const followsOnDisk = before.gapOnDisk !== undefined && file.gapOnDisk === false;
    const follows = !file.hasKnownGap && (followsOnDisk || followsAtOnce(isOver, before.place, file.place));
    return [[index, !follows] as const];
  });
}

/**
 * Whether a file surely follows another one, so that a line may continue in it: both were known when podtail was stopped, and none that
 * stood between them is missing.
 */
function followsAtOnce(isOver: readonly boolean[], place: number | undefined, next: number | undefined): boolean {
  if (place === undefined || next === undefined || next <= place) return false;
  return isOver.slice(place + 1, next).every((is) => is);
}
