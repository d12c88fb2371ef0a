import { createPayload, type Payload, type PayloadLimits } from '../record/payload.js';
import type { MemoryBudget } from './memory-budget.js';

/** The unused payloads of one sink, and the size limits of its payloads. */
export interface PayloadPool {
  /** When a payload is full. */
  limits(): PayloadLimits;
  /** An empty payload. */
  take(): Payload;
  /** Returns an empty payload to the pool. */
  give(payload: Payload): void;
  /**
   * Makes later payloads smaller than one of that many bytes, which the sink refused. Otherwise each would be sent
   * twice.
   */
  shrinkBelow(bytes: number): void;
  /** Makes later payloads no larger than that many bytes, which passed a limit that refused larger ones. */
  limitTo(bytes: number): void;
  /** The sink took a payload of that many bytes. If a limit is known, later ones may be a little larger again. */
  took(bytes: number): void;
  /** Releases all unused memory, now and later. */
  close(): void;
}

/** Size that most records do not exceed, in bytes. */
const RECORD_ROOM = 32 * 1024;
/** Smallest limit after an earlier payload was too large, in bytes. */
const LEAST_BYTES = 64 * 1024;
/** Relative rise of a known limit with each full payload that passes it. */
const LIMIT_RISE = 1 / 512;

/**
 * @param most when a payload is full as long as there is memory for such
 * @param spare how many payloads are kept for use again
 */
export function createPayloadPool(most: PayloadLimits, spare: number, budget: MemoryBudget): PayloadPool {
  const payloads: Payload[] = [];
  let bytesTaken = Number.POSITIVE_INFINITY;
  let limit = Number.POSITIVE_INFINITY;
  let current = most;
  let kept = spare;

  function limits(): PayloadLimits {
    const bytes = Math.min(most.bytes, bytesTaken, limit, budget.payloadBytes);
    if (bytes !== current.bytes) current = { bytes, records: most.records };
    return current;
  }

  return {
    limits,
    take: () => payloads.pop() ?? createPayload(limits().bytes + RECORD_ROOM),
    give(payload) {
      // One that has grown for the sake of a long record, or when there were fewer lanes, is not kept.
      const isLarge = payload.buffer.length > limits().bytes * 2 + RECORD_ROOM;
      if (!isLarge && payloads.length < kept) payloads.push(payload);
    },
    shrinkBelow(bytes) {
      bytesTaken = Math.min(bytesTaken, Math.max(LEAST_BYTES, Math.floor(bytes / 2)));
    },
    limitTo(bytes) {
      limit = Math.min(limit, Math.max(LEAST_BYTES, bytes));
    },
    took(bytes) {
      if (bytes >= limit) limit = Math.ceil(bytes * (1 + LIMIT_RISE));
    },
    close() {
      kept = 0;
      payloads.length = 0;
    },
  };
}
