import type { LogSource } from '../record/log-source.js';
import type { PayloadLimits } from '../record/payload.js';
import type { RecordTest } from '../record/row-selection.js';
import type { Encoder, Sink } from '../record/sink.js';
import type { Backoff } from './backoff.js';
import type { DeadLetters } from './dead-letters.js';

/** One sink, how its requests are made of blocks, and how they are delivered. */
export interface Route {
  readonly sink: Sink;
  readonly encoder: Encoder;
  /**
   * Names the part of the sink that a log's records belong to, whose records cannot be in one request with others' (a
   * tenant of Loki): each has lanes and pauses of its own. Not given: the sink has no parts.
   */
  partition?(source: LogSource): string;
  /** Which of a log's records go this way. Not given: all of every log. */
  takes?(source: LogSource): TakenRecords;
  /**
   * Names the destination that takes, or refuses, a log's records by itself, though requests hold several destinations' (an
   * index), as refusals name it (see `RefusedRecords`): so the destination's other logs need not be read to learn what is
   * known. Not given, or undefined: it is known of refusals alone.
   */
  destination?(source: LogSource): string | undefined;
  readonly options: RouteOptions;
}

/** Which records of a log go to a sink: each, none, or those for which the test holds. */
export type TakenRecords = 'all' | 'none' | RecordTest;

export interface RouteOptions {
  /** Whether it drops what it has no room for, rather than hold back the reading. */
  readonly optional: boolean;
  /** Requests in flight at most, for each partition. */
  readonly lanes: number;
  /** A payload is sent, at the latest, when it is as full as this. */
  readonly limits: PayloadLimits;
  /** How long the first record of a payload waits for others, in milliseconds; at 0, until the reading pauses. */
  readonly timeout: number;
  readonly backoff: Backoff;
  /** Milliseconds after which what cannot be delivered becomes dead letters; Infinity for never. */
  readonly giveUpAfter: number;
  readonly deadLetters: DeadLetters;
  /** Where dead letters are; undefined if they are not kept. */
  readonly deadLetterFile: string | undefined;
}
