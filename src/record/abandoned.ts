/**
 * Why known bytes of a file were given up:
 * - `deleted`: the file was deleted before it was read to its end. It was not open, or could not be saved when podtail
 *   stopped.
 * - `truncated`: the file was truncated before it was read to its end (copytruncate), or another file replaced it.
 * - `deletedFileGrace`: the file was deleted, and its rest exceeded the allowed time or disk space.
 * - `damaged`: the gzip data are damaged. The bytes are compressed ones.
 */
export type AbandonReason = 'deleted' | 'truncated' | 'deletedFileGrace' | 'damaged';

/** Bytes that were given up, by reason. */
export type AbandonedBytes = Record<AbandonReason, number>;

/** Creates counts of zero. */
export function createAbandonedBytes(): AbandonedBytes {
  return { deleted: 0, truncated: 0, deletedFileGrace: 0, damaged: 0 };
}

/** Counters of the bytes that were given up, in total and by reason. */
interface AbandonedCounters {
  abandonedBytes: number;
  readonly abandoned: AbandonedBytes;
}

export function countAbandoned(counters: AbandonedCounters, reason: AbandonReason, bytes: number): void {
  counters.abandoned[reason] += bytes;
  counters.abandonedBytes += bytes;
}
