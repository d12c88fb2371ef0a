import type { LogSource } from '../record/log-source.js';
import type { PayloadLimits } from '../record/payload.js';
import type { RecordTest } from '../record/row-selection.js';
import type { Encoder, Sink } from '../record/sink.js';
import type { Backoff } from './backoff.js';
import type { DeadLetters } from './dead-letters.js';

/** One sink with its encoder, and the settings of its delivery. */
export interface Route {
  readonly sink: Sink;
  readonly encoder: Encoder;
  /**
   * Names the partition of a log's records, such as a tenant of Loki. Records of two partitions cannot share a request,
   * so each partition has its own lanes and pauses. Not given: the sink has one partition.
   */
  partition?(source: LogSource): string;
  /** Which records of a log the sink takes. Not given: all of every log. */
  takes?(source: LogSource): TakenRecords;
  /**
   * Names the destination (such as an index) that takes or refuses a log's records on its own, although requests hold
   * records of several destinations. The name is the same as in refusals (see `RefusedRecords`). So podtail need not
   * read other logs of a destination to learn that it takes no data. Not given, or undefined: only refusals name the
   * destination.
   */
  destination?(source: LogSource): string | undefined;
  readonly options: RouteOptions;
}

/** Which records of a log a sink takes: all, none, or those that pass the test. */
export type TakenRecords = 'all' | 'none' | RecordTest;

export interface RouteOptions {
  /** Whether the sink drops records that it has no room for, instead of pausing the reading. */
  readonly optional: boolean;
  /** Maximum requests in flight, for each partition. */
  readonly lanes: number;
  /** A payload of this size is sent. */
  readonly limits: PayloadLimits;
  /** How long the first record of a payload waits for others, in milliseconds; at 0, until the reading pauses. */
  readonly timeout: number;
  readonly backoff: Backoff;
  /** Milliseconds after which undeliverable records become dead letters. Infinity: never. */
  readonly giveUpAfter: number;
  readonly deadLetters: DeadLetters;
  /** The file of dead letters. Undefined if they are not kept. */
  readonly deadLetterFile: string | undefined;
}
