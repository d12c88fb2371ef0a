import type { CatchUpStatus } from './catch-up-status.js';
import type { ConfigurationStatus } from './configuration-status.js';
import type { Counters } from './counters.js';
import type { LogStatus } from './log-status.js';
import type { PodsStatus } from './pods-status.js';
import type { SinkStatus } from './sink-status.js';

/** The status of a pipeline at one moment. Times are milliseconds since 1970. */
export interface PipelineStatus {
  readonly version: string;
  /** When the pipeline was created. */
  readonly startedAt: number;
  /** When this status was created. Two of them give rates. */
  readonly time: number;
  /** Whether all logs that existed at the start have been found. */
  readonly isReady: boolean;
  /** Counters over all logs and sinks. */
  readonly counters: Counters;
  /** The followed logs. After the end: the logs that were followed until then. */
  readonly logs: readonly LogStatus[];
  /** In the order of the configuration; none before `run`. */
  readonly sinks: readonly SinkStatus[];
  /** Folders with a watch, and folders that cannot be watched, where only sweeps find changes. */
  readonly watches: { readonly active: number; readonly missing: number };
  /** Maximum bytes of payload in memory, over all sinks. */
  readonly memoryLimit: number;
  readonly configuration: ConfigurationStatus;
  /** Absent where `catchUp` is not configured. */
  readonly catchUp?: CatchUpStatus;
  /** Absent where `kubernetes` is not configured. */
  readonly pods?: PodsStatus;
  /** Absent where positions are not kept. */
  readonly positions?: PositionsStatus;
}

/** The status of saving positions. */
export interface PositionsStatus {
  /** Whether the last attempt to save them succeeded. False before the first. */
  readonly isSaved: boolean;
  /** When the saved positions were last known to be current. Absent before that. */
  readonly savedAt?: number;
  /** How often they could not be saved. */
  readonly failures: number;
}
