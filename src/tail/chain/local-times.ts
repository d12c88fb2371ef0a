/** A rotated file whose name says when it was rotated, in local time without an offset. */
export interface TimedFile {
  readonly key: string;
  readonly isCompressed: boolean;
  /** When the file was made, in nanoseconds since 1970; 0 if the file system does not say. */
  readonly bornAt: bigint;
}

/**
 * Puts rotated files in the order of their first lines where their names may be wrong. The kubelet names files in local time, so at
 * the end of summer time the names go back by an hour. The first lines are read only if the names contradict what the disk says:
 * rotation makes files one after the other, and compresses the oldest first.
 *
 * @param byName oldest first, as their names say, without the live file
 * @param firstTimeOf when the first line of a file was written, in nanoseconds since 1970; undefined if that is not known
 */
export function orderByFirstLines<File extends TimedFile>(
  byName: readonly File[],
  firstTimeOf: (file: File) => bigint | undefined,
): readonly File[] {
  if (!isDoubtful(byName)) return byName;
  const times = new Map<File, bigint>();
  for (const file of byName) {
    const time = firstTimeOf(file);
    if (time === undefined) return byName;
    times.set(file, time);
  }
  return byName.toSorted((one, other) => compare(times.get(one)!, times.get(other)!));
}

function isDoubtful(byName: readonly TimedFile[]): boolean {
  return byName.some((file, index) => {
    const before = byName[index - 1];
    if (before === undefined) return false;
    if (before.isCompressed !== file.isCompressed) return file.isCompressed;
    return before.bornAt > file.bornAt;
  });
}

function compare(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
