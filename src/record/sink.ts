import type { Payload, PayloadLimits } from './payload.js';
import type { RecordRange } from './payload-records.js';
import type { RecordBlock } from './record-block.js';

/** A record that the server refused for good, and the reason. */
interface RejectedRecord {
  /** Its index in the payload. */
  readonly record: number;
  readonly reason: string;
  /** The HTTP status, or that of the record's own answer. */
  readonly status?: number;
  /** The reason in metrics, one of a few names, such as `out_of_order`. Not given: the status, such as `status_400`. */
  readonly cause?: string;
}

/**
 * Records that a destination refuses for now. A destination is a part of the server that takes or refuses data on its
 * own, such as an index that is blocked for writes, or a stream above its limit.
 */
export interface RefusedRecords {
  /** Its name on the server. */
  readonly destination: string;
  /** Their indexes in the payload, ascending. */
  readonly records: readonly number[];
  readonly reason: string;
  /** The HTTP status, or that of the records' own answers. */
  readonly status?: number;
}

/** Records that are counted and not identified. */
interface CountedRecords {
  readonly records: number;
  readonly reason: string;
}

/**
 * The outcome of an attempt to send a payload. Expected outcomes are values. A sink throws only for a bug of its own.
 * - `delivered`: the server took responsibility for every record, except those that it reported as lost without
 *   identifying them (`lost`). These are counted. `apart` is the number of delivered records in a place that searches
 *   do not find.
 * - `partial`: the server did not take all records. Those in `rejected` are refused for good. Those in `again`
 *   (indexes, ascending) have to be sent again. All others are delivered. `refused` names the destinations that refused
 *   some of `again`. Their records are sent again separately, and the rest of `again` at once.
 * - `retry`: the outcome of every record is unknown. The same payload has to be sent again, not before `after`
 *   milliseconds.
 * - `credentials`: the credentials were refused. As `retry`, but secrets are read again before.
 * - `tooLarge`: the request was larger than the server takes. It has to be sent in parts.
 * - `rejected`: the server refused all records for good.
 * - `closed`: the receiver is gone for good (the reader of a pipe). Nothing more can be sent.
 */
export type SendOutcome =
  | { readonly kind: 'delivered'; readonly lost?: CountedRecords; readonly apart?: CountedRecords }
  | {
      readonly kind: 'partial';
      readonly apart?: CountedRecords;
      readonly again: readonly number[];
      readonly rejected: readonly RejectedRecord[];
      /** Why some records have to be sent again. */
      readonly reason: string;
      readonly after?: number;
      readonly refused?: readonly RefusedRecords[];
      /** The HTTP status of the records to be sent again, if it is the same for all. */
      readonly status?: number;
      /** Whether these are sent again at once, because the sink will send them in another way. */
      readonly isOtherwise?: boolean;
    }
  | { readonly kind: 'retry'; readonly reason: string; readonly status?: number; readonly after?: number }
  | { readonly kind: 'credentials'; readonly reason: string; readonly status: number }
  | { readonly kind: 'tooLarge'; readonly reason: string; readonly status: number }
  | { readonly kind: 'rejected'; readonly reason: string; readonly status?: number; readonly cause?: string }
  | { readonly kind: 'closed'; readonly reason: string };

/**
 * The result of a probe: what answered, or what is wrong and what to do, as text. `accepts`: the server took an empty
 * push, as it would take one with records. If the protocol has no empty push, it is only known that the server can be
 * reached.
 */
export type ProbeResult =
  | { readonly ok: true; readonly accepts: boolean; readonly found: string }
  | { readonly ok: false; readonly reason: string };

/**
 * A sink sends payloads. Each lane calls `send` with one payload at a time, and waits for its outcome before the next
 * one. So order is kept within a lane. The sink must not use a payload after its outcome is known, because the lane
 * fills it again. A sink sends once and returns the outcome. The lane decides whether and when to send again.
 */
export interface Sink {
  readonly name: string;
  /** Bytes of bodies sent so far, after compression, including failed requests. Not given: the encoded bytes. */
  readonly sentBytes?: number;
  /** Whether the payload of `send` is delivered even after `signal` aborts. Then a resend would deliver it twice. */
  readonly isIrrevocable?: boolean;
  /**
   * Sends a payload. `signal` aborts when podtail stops, or when the sink was replaced and there is no answer in time.
   * If its reason is a text, it is the reason of the outcome. The outcome is then `retry`, unless it is known.
   */
  send(payload: Payload, signal: AbortSignal): Promise<SendOutcome>;
  /**
   * Divides a payload into requests: for each request, in order, the ranges of its records (ascending). With one list
   * or none, the payload is sent as a whole. Called before each attempt, because the sink may have learned something.
   * Not given: payloads are sent as a whole.
   */
  divide?(payload: Payload): readonly (readonly RecordRange[])[];
  /** Tests, without a record, whether the server can be reached and takes data. Not given: there is nothing to test. */
  probe?(signal: AbortSignal): Promise<ProbeResult>;
  /** Called once, after the last `send` has returned. */
  close(): Promise<void>;
}

/**
 * Encodes blocks into the request body of a sink. It is synchronous, keeps no state between calls except caches, and
 * never throws: every block can be encoded.
 */
export interface Encoder {
  /**
   * Appends the records of `block` from `from` on to the payload until it is full (`isFull`). Returns the first record
   * that was not appended, or `block.count`. It ends each record in a run (`endRecord`). It does not change a full
   * payload. Any other payload takes at least one record, even if the header of its run fills it.
   */
  append(block: RecordBlock, from: number, payload: Payload, limits: PayloadLimits): number;
  /** A record of a payload as one line of JSON, for the dead letters. It has everything that `restore` needs. */
  deadLetter(payload: Payload, record: number): string;
  /**
   * Appends a parsed record of `deadLetter` to the payload, with its old id. Returns false, and appends nothing, if
   * this encoder did not make it.
   */
  restore(deadLetter: unknown, id: string, payload: Payload): boolean;
}
