import type { CatchUpStatus } from './catch-up-status.js';
import type { ConfigurationStatus } from './configuration-status.js';
import type { Counters } from './counters.js';
import type { LogStatus } from './log-status.js';
import type { PodsStatus } from './pods-status.js';
import type { SinkStatus } from './sink-status.js';

/** How a pipeline is doing, as of the moment it was asked for. Times are milliseconds since 1970. */
export interface PipelineStatus {
  readonly version: string;
  /** When the pipeline was made. */
  readonly startedAt: number;
  /** When this status was made: two of them give rates. */
  readonly time: number;
  /** Whether all logs that were there at the start have been found; reading continues. */
  readonly isReady: boolean;
  /** What was done so far, all logs and sinks added up. */
  readonly counters: Counters;
  /** What was done with each log that is followed; once all is done, with those that were followed to the end. */
  readonly logs: readonly LogStatus[];
  /** In the order of the configuration; none before `run`. */
  readonly sinks: readonly SinkStatus[];
  /** Folders that the system watches, and folders that it should but does not: there only sweeps notice what happens. */
  readonly watches: { readonly active: number; readonly missing: number };
  /** Most bytes of payload that may be held in memory, all sinks together. */
  readonly memoryLimit: number;
  readonly configuration: ConfigurationStatus;
  /** Absent where `catchUp` is not configured. */
  readonly catchUp?: CatchUpStatus;
  /** Absent where `kubernetes` is not configured. */
  readonly pods?: PodsStatus;
  /** Absent where positions are not kept. */
  readonly positions?: PositionsStatus;
}

/** How the saving of positions goes. */
export interface PositionsStatus {
  /** Whether the last try to save them has worked; false before the first. */
  readonly isSaved: boolean;
  /** When the saved positions were last known to be the current ones; absent before. */
  readonly savedAt?: number;
  /** How often they could not be saved. */
  readonly failures: number;
}
