import { type AbandonedBytes, createAbandonedBytes } from './abandoned.js';
import { createRefusalCounts, type RefusalCounts } from './refusal.js';

/** Counters of a running pipeline. Each stage adds to these plain numbers, and metrics and summaries read them. */
export interface Counters {
  /** Bytes read from log files. Bytes of half-written lines that are read again count once. */
  bytesRead: number;
  /** Records decoded. */
  records: number;
  /** Records with `malformed`. */
  malformed: number;
  /** Records with `partial`. */
  partial: number;
  /** Records with `truncated`. A record that sinks cut counts once for each of these sinks. */
  truncated: number;
  /** Bytes that were cut from lines longer than `limits.maxLineBytes`, or longer than a sink takes. */
  truncatedBytes: number;
  /** Skipped NULs before lines, which a truncation left. */
  skippedNulBytes: number;
  /** Records that `keep`, `drop` and `sample` dropped. */
  filtered: number;
  /** Records that `dedupe` dropped, because another record counts them as repeats. */
  deduplicated: number;
  /** Records that `rateLimit` dropped, because their container exceeded its limit. */
  rateLimited: number;
  /** Records that `parse` could not parse. */
  unparsed: number;
  /** Records that `count` matched, by its name. */
  readonly matched: Record<string, number>;
  /** Records that no sink takes, because of `match`. */
  unrouted: number;
  /** Acknowledged records, over all sinks. */
  delivered: number;
  /** Acknowledged bytes of payload, over all sinks. */
  deliveredBytes: number;
  /** Records that sinks refused or podtail gave up, over all sinks. They are dead letters, if these are kept. */
  rejected: number;
  /** Records that were dropped because an optional sink was too slow. */
  dropped: number;
  /** Files that were found truncated and read again from their start. */
  truncations: number;
  /** Followed rotations: the path of a log led to another physical file than before. */
  rotations: number;
  /**
   * Rotations after which the file being read was not found under any name, although other rotated files existed. Files
   * between it and the oldest of these may have come and gone unread.
   */
  missedRotations: number;
  /** Known bytes of files that can no longer be read. */
  abandonedBytes: number;
  /** The same, by reason. */
  readonly abandoned: AbandonedBytes;
  /** How often podtail refused to open a file. It tries again at each look. */
  readonly refused: RefusalCounts;
}

/** Counters at zero. */
export function createCounters(): Counters {
  return {
    bytesRead: 0,
    records: 0,
    malformed: 0,
    partial: 0,
    truncated: 0,
    truncatedBytes: 0,
    skippedNulBytes: 0,
    filtered: 0,
    deduplicated: 0,
    rateLimited: 0,
    unparsed: 0,
    matched: {},
    unrouted: 0,
    delivered: 0,
    deliveredBytes: 0,
    rejected: 0,
    dropped: 0,
    truncations: 0,
    rotations: 0,
    missedRotations: 0,
    abandonedBytes: 0,
    abandoned: createAbandonedBytes(),
    refused: createRefusalCounts(),
  };
}
