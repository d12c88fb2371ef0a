import type { AbandonedBytes } from './abandoned.js';
import type { PodMetadata } from './log-source.js';
import type { RefusalKind } from './refusal.js';

/**
 * Why a log is not read. `missing`: its links lead to nothing. `refused`: podtail must not read the file (see
 * `--allow-target`). `unreadable`: the operating system does not allow it. `duplicate`: another log reads the same
 * file.
 */
export type LogProblem = 'missing' | 'refused' | 'unreadable' | 'duplicate';

/** The status of one log. */
export interface LogStatus {
  /** As discovery found it. */
  readonly path: string;
  readonly metadata: PodMetadata;
  readonly containerId?: string;
  /** Why it is not read, as text and as a kind. Absent while it is read. */
  readonly problem?: string;
  readonly problemKind?: LogProblem;
  /** The rule that forbids it. Only if it is `refused`. */
  readonly refusal?: RefusalKind;
  /**
   * Whether the watches on its folders are reliable. If so, podtail checks it every 30 s, and otherwise at each sweep.
   * `reason` names the folder, and says why they are not.
   */
  readonly watch: { readonly isProven: true } | { readonly isProven: false; readonly reason: string };
  /** Its physical files that are open or not settled, oldest first, the live one last. */
  readonly files: readonly FileStatus[];
  /** Bytes read since podtail follows it, and the settled part of them. Neither falls. */
  readonly readBytes: number;
  readonly settledBytes: number;
  /** Followed rotations: its path led to another physical file than before. */
  readonly rotations: number;
  /** Bytes of its files that were given up since podtail follows it. */
  readonly abandoned: AbandonedBytes;
  /** Its records that transforms dropped, as in the counters of the same names. Absent while there are none. */
  readonly filtered?: number;
  readonly deduplicated?: number;
  readonly rateLimited?: number;
}

/**
 * How far one physical file is read and settled, in bytes of its uncompressed content: `read = settled + inFlight +
 * waiting`.
 */
export interface FileStatus {
  /** The path of the file at the time of opening, with all links resolved. */
  readonly target: string;
  /** Whether it is at the path of the log. If not, it was rotated or deleted. */
  readonly isLive: boolean;
  /** Its last known size. For a compressed file: the bytes read of it. */
  readonly size: number;
  /** Offset of the next line to read. It includes what an earlier run read. */
  readonly read: number;
  /** End of the longest settled prefix. After a crash, podtail reads from here. */
  readonly settled: number;
  /** Bytes after `settled` whose records are on their way to a sink. */
  readonly inFlight: number;
  /** Bytes after those, from the first piece of an incomplete line on. */
  readonly waiting: number;
  /** `size - settled`. */
  readonly lagBytes: number;
  /**
   * Age of the oldest of these bytes since podtail saw them, with the accuracy of a sweep, or of a tenth if it is long.
   * 0 if there are none.
   */
  readonly lagSeconds: number;
}
