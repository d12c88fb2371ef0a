import type { Payload, PayloadLimits } from './payload.js';
import type { RecordRange } from './payload-records.js';
import type { RecordBlock } from './record-block.js';

/** A record that the other side will never take, and what it says of it. */
interface RejectedRecord {
  /** Its index in the payload. */
  readonly record: number;
  readonly reason: string;
  /** The HTTP status, or that of the record's own answer. */
  readonly status?: number;
  /** Names the reason in metrics, as one of few: `out_of_order`. Not given: `status_400`, as the status is. */
  readonly cause?: string;
}

/**
 * Records that a destination does not take for now: a part of the other side that takes data, or does not, by itself, such
 * as an index that is blocked for writes, or a stream that is over its limit.
 */
export interface RefusedRecords {
  /** Its name, as whoever runs the other side knows it. */
  readonly destination: string;
  /** Their indexes in the payload, ascending. */
  readonly records: readonly number[];
  readonly reason: string;
  /** The HTTP status, or that of the records' own answers. */
  readonly status?: number;
}

/** Records that are counted, and not named. */
interface CountedRecords {
  readonly records: number;
  readonly reason: string;
}

/**
 * What an attempt to send a payload came to. Expected outcomes are values; a sink throws only for a fault of its own.
 * - `delivered`: the other side has taken responsibility for every record, but for those that it says it lost and does
 *   not name (`lost`): these are counted. `apart` is how many of the delivered ones are where nobody looks for them.
 * - `partial`: of some records it has not: those of `rejected` it will never take, those of `again` (indexes, ascending)
 *   are to be sent again. All others are delivered. `refused` names the destinations that refused some of `again`: these
 *   are sent again by themselves, and the rest of `again` without them, at once.
 * - `retry`: the outcome of every record is unknown; the same payload is to be sent again, not before `after` milliseconds.
 * - `credentials`: refused for who we are; as `retry`, but the secrets are read again before.
 * - `tooLarge`: the request was larger than the other side takes: to be sent in parts.
 * - `rejected`: it will never take any of the records.
 * - `closed`: the other side is gone for good (the reader of a pipe); nothing further can be sent.
 */
export type SendOutcome =
  | { readonly kind: 'delivered'; readonly lost?: CountedRecords; readonly apart?: CountedRecords }
  | {
      readonly kind: 'partial';
      readonly apart?: CountedRecords;
      readonly again: readonly number[];
      readonly rejected: readonly RejectedRecord[];
      /** Why some are to be sent again. */
      readonly reason: string;
      readonly after?: number;
      readonly refused?: readonly RefusedRecords[];
      /** The HTTP status of those to be sent again, if they have the same. */
      readonly status?: number;
      /** Whether these are to be sent again at once, since the sink will send them in another way. */
      readonly isOtherwise?: boolean;
    }
  | { readonly kind: 'retry'; readonly reason: string; readonly status?: number; readonly after?: number }
  | { readonly kind: 'credentials'; readonly reason: string; readonly status: number }
  | { readonly kind: 'tooLarge'; readonly reason: string; readonly status: number }
  | { readonly kind: 'rejected'; readonly reason: string; readonly status?: number; readonly cause?: string }
  | { readonly kind: 'closed'; readonly reason: string };

/**
 * What a probe found: in words, what answered, or what is wrong and what to do. `accepts`: a push that holds nothing was
 * taken, as one that holds records would be; where the protocol has no such push, no more is known than that the server can
 * be reached.
 */
export type ProbeResult =
  | { readonly ok: true; readonly accepts: boolean; readonly found: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Where payloads go. Each of a sink's lanes calls `send` with one payload at a time and waits for its outcome before the
 * next, so order is kept within a lane. The payload must not be used after the outcome is known: the lane fills it again.
 * A sink sends once and says what came of it; when and whether to send again is the lane's to decide.
 */
export interface Sink {
  readonly name: string;
  /** Bytes of bodies, compressed, that were sent up to now, in vain or not. Not given: as many as were encoded. */
  readonly sentBytes?: number;
  /** Whether the payload of `send` is delivered even after `signal` aborts, so that a resend would deliver it twice. */
  readonly isIrrevocable?: boolean;
  /**
   * Sends a payload. `signal` aborts when podtail is stopping, or when the sink was replaced and there is no answer in
   * time; its reason is then why, if it is a text. The outcome is then `retry`, unless it is known.
   */
  send(payload: Payload, signal: AbortSignal): Promise<SendOutcome>;
  /**
   * The records of a payload, as ranges (ascending), of each request in which it is to be sent, in that order; with one
   * list, or none, it is sent whole. Asked before each attempt, as what the sink has learned may change it. Not given:
   * payloads are sent whole.
   */
  divide?(payload: Payload): readonly (readonly RecordRange[])[];
  /**
   * Finds out, without a record, whether the other side can be reached and would take what it is sent. Not given: there is
   * nothing to find out.
   */
  probe?(signal: AbortSignal): Promise<ProbeResult>;
  /** Called once, after the last `send` came back. */
  close(): Promise<void>;
}

/**
 * Turns blocks into a sink's request body. Synchronous, without memory between calls but for what it may look up again,
 * and it never throws: every block can be encoded.
 */
export interface Encoder {
  /**
   * Appends records `from` and later of `block` to the payload until that is full (`isFull`), and says which record is
   * the first not appended: `block.count` when all are. Each record is ended (`endRecord`) in a run. A payload that is
   * full already is left as it is; any other takes at least one record, also where the header of its run fills it.
   */
  append(block: RecordBlock, from: number, payload: Payload, limits: PayloadLimits): number;
  /** A record of a payload as one line of JSON, for the dead letters: all that `restore` needs to send it again. */
  deadLetter(payload: Payload, record: number): string;
  /**
   * Appends a record that `deadLetter` gave, parsed, to the payload, under its old id; false where it is none of this
   * encoder's, and nothing was appended then.
   */
  restore(deadLetter: unknown, id: string, payload: Payload): boolean;
}
