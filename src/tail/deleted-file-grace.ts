/** For how long, and how much of, files are kept open that were deleted: their space on disk is not free until then. */
export interface DeletedFileGrace {
  /** Milliseconds after the deletion was noticed. */
  readonly time: number;
  /** Bytes of all of them together. */
  readonly bytes: number;
}

/** A file that was deleted and is open. */
export interface DeletedFile {
  /** When that was noticed, in milliseconds of a clock. */
  readonly since: number;
  /** What it takes on disk, in bytes. */
  readonly bytes: number;
}

/** Which of the files have to be given up: those that had their time, and then the oldest, until the rest is small enough. */
export function beyondGrace<File extends DeletedFile>(
  files: readonly File[],
  now: number,
  grace: DeletedFileGrace,
): File[] {
  const oldestFirst = [...files].sort((one, other) => one.since - other.since);
  let left = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0);
  const beyond: File[] = [];
  for (const file of oldestFirst) {
    if (now - file.since < grace.time && left <= grace.bytes) break;
    beyond.push(file);
    left -= file.bytes;
  }
  return beyond;
}
