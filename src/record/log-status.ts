import type { AbandonedBytes } from './abandoned.js';
import type { PodMetadata } from './log-source.js';
import type { RefusalKind } from './refusal.js';

/**
 * Why a log is not read: nothing is at the end of its links; that may not be read (see `--allow-target`); the system
 * does not let it be read; it is another log's file.
 */
export type LogProblem = 'missing' | 'refused' | 'unreadable' | 'duplicate';

/** What podtail has done with one log up to now. */
export interface LogStatus {
  /** As discovery found it. */
  readonly path: string;
  readonly metadata: PodMetadata;
  readonly containerId?: string;
  /** Why it is not read, in words and as one of few; left out while it is. */
  readonly problem?: string;
  readonly problemKind?: LogProblem;
  /** Which rule forbids it; only where it is `refused`. */
  readonly refusal?: RefusalKind;
  /**
   * Whether the watches on its folders count as reliable. If so, it is checked every 30 s, and
   * else at each sweep. `reason` names the folder, and says why not.
   */
  readonly watch: { readonly isProven: true } | { readonly isProven: false; readonly reason: string };
  /** Its physical files that are open, or whose records are not all settled, oldest first, the live one last. */
  readonly files: readonly FileStatus[];
  /** Bytes that were read of it since podtail follows it; of these, bytes that are settled. Both never fall. */
  readonly readBytes: number;
  readonly settledBytes: number;
  /** Rotations that were followed: its path led to another physical file than before. */
  readonly rotations: number;
  /** Bytes of all its files that were given up since podtail follows it. */
  readonly abandoned: AbandonedBytes;
  /** Records of it that transforms dropped, as the counters of the same names count them; left out while there are none. */
  readonly filtered?: number;
  readonly deduplicated?: number;
  readonly rateLimited?: number;
}

/**
 * How far one physical file is read and settled. All figures count bytes of its uncompressed content, and
 * `read = settled + inFlight + waiting`.
 */
export interface FileStatus {
  /** Where the file was when it was opened, all links followed. */
  readonly target: string;
  /** Whether it is at the log's path: else it was rotated away, or deleted. */
  readonly isLive: boolean;
  /** Bytes that it was seen to have; of a compressed file, that were read of it. */
  readonly size: number;
  /** Where the next line to be read begins. Of this the beginning, that was read by an earlier podtail, is part. */
  readonly read: number;
  /** End of the longest prefix of which every sink has every record: from here it is read again after a crash. */
  readonly settled: number;
  /** Bytes read, from `settled` on, whose records are on their way to a sink. */
  readonly inFlight: number;
  /** Bytes read, behind those, from the first piece of a line on whose rest is still to come. */
  readonly waiting: number;
  /** `size - settled`. */
  readonly lagBytes: number;
  /**
   * For how long the oldest of these bytes have been seen to be there, to within a sweep, or a tenth of it if it is
   * long. 0 where there are none.
   */
  readonly lagSeconds: number;
}
