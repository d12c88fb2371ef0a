import type { Payload } from './payload.js';
import type { RecordBlock } from './record-block.js';

/**
 * What an attempt to send a payload came to. Expected outcomes are values; a sink throws only for a fault of its own.
 * - `delivered`: the other side has taken responsibility for every record.
 * - `retry`: nothing can be said of any record; the same payload is to be sent again.
 * - `closed`: the other side is gone for good (the reader of a pipe); nothing further can be sent.
 */
export type SendOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason: string };

/**
 * Where payloads go. A lane calls `send` with one payload at a time and waits for its outcome before the next, so order
 * is kept. The payload's bytes must not be used after the outcome is known: the lane fills them anew.
 */
export interface Sink {
  readonly name: string;
  /** Sends a payload. `signal` aborts when podtail has to be gone: the outcome is then `retry`, unless it is known. */
  send(payload: Payload, signal: AbortSignal): Promise<SendOutcome>;
  /** Called once, after the last `send` came back. */
  close(): Promise<void>;
}

/**
 * Turns blocks into a sink's request body. Synchronous, without memory between calls but for what it may look up again,
 * and it never throws: whatever a block holds can be encoded.
 */
export interface Encoder {
  /**
   * Appends records `from` and later of `block` to the payload until it holds `limitBytes` or more (so that one record
   * always fits), and says which record is the first not appended: `block.count` when all are.
   */
  append(block: RecordBlock, from: number, payload: Payload, limitBytes: number): number;
}
