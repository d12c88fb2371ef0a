import { type AbandonedBytes, createAbandonedBytes } from './abandoned.js';
import { createRefusalCounts, type RefusalCounts } from './refusal.js';

/** What a running pipeline has done so far. Plain numbers that each stage adds to; metrics and summaries read them. */
export interface Counters {
  /** Bytes read from log files, re-reads of half-written lines not counted twice. */
  bytesRead: number;
  /** Records decoded. */
  records: number;
  /** Records with `malformed`. */
  malformed: number;
  /** Records with `partial`. */
  partial: number;
  /** Records with `truncated`; one that a sink cuts counts once for each sink that does so. */
  truncated: number;
  /** Bytes of lines that were thrown away because the line was longer than `limits.maxLineBytes`, or than a sink takes. */
  truncatedBytes: number;
  /** NULs before lines, which a truncation had left, and which were skipped. */
  skippedNulBytes: number;
  /** Records that transforms dropped as the configuration asks: `keep`, `drop` and `sample`. */
  filtered: number;
  /** Records that were dropped because another one counts them as repeats: `dedupe`. */
  deduplicated: number;
  /** Records that were dropped because their container wrote more than its limit. */
  rateLimited: number;
  /** Records that do not have the form that `parse` of the configuration asks for. */
  unparsed: number;
  /** Records that `count` of the configuration matched, by its name. */
  readonly matched: Record<string, number>;
  /** Records that the `match` of no sink took. */
  unrouted: number;
  /** Records that a sink has acknowledged, all sinks added up. */
  delivered: number;
  /** Bytes of payload that a sink has acknowledged, all sinks added up. */
  deliveredBytes: number;
  /** Records that a sink refused or that were given up, all sinks added up: dead letters, where these are kept. */
  rejected: number;
  /** Records that an optional sink was not given, because it was too slow. */
  dropped: number;
  /** Files that were found truncated and read again from their start. */
  truncations: number;
  /** Rotations followed: a log's path led to another physical file than before. */
  rotations: number;
  /**
   * Rotations after which the file that was being read was found no more under any name, though other rotated files were
   * there: between it and the oldest of these, files may have come and gone that nobody has read.
   */
  missedRotations: number;
  /** Bytes that were known to be in a file and could not be read any more. */
  abandonedBytes: number;
  /** The same, by the reason. */
  readonly abandoned: AbandonedBytes;
  /** How often a file was not opened because it may not be read; it is tried again at each look. */
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
