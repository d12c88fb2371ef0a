/**
 * Why bytes were given up that were known to be in a file:
 * - `deleted`: the file was deleted before it was read to its end, and was not open, or could not be saved when podtail was stopped;
 * - `truncated`: it was truncated before it was read to its end (copytruncate), or another one had taken its place;
 * - `deletedFileGrace`: it was deleted, and reading the rest took longer, or held more of the disk, than is allowed;
 * - `damaged`: its gzip data are damaged, and so many of them, compressed, could not be read.
 */
export type AbandonReason = 'deleted' | 'truncated' | 'deletedFileGrace' | 'damaged';

/** Bytes that were given up, by the reason. */
export type AbandonedBytes = Record<AbandonReason, number>;

/** Nothing was given up. */
export function createAbandonedBytes(): AbandonedBytes {
  return { deleted: 0, truncated: 0, deletedFileGrace: 0, damaged: 0 };
}

/** What counts the bytes that were given up, in all and by the reason. */
interface AbandonedCounters {
  abandonedBytes: number;
  readonly abandoned: AbandonedBytes;
}

export function countAbandoned(counters: AbandonedCounters, reason: AbandonReason, bytes: number): void {
  counters.abandoned[reason] += bytes;
  counters.abandonedBytes += bytes;
}
