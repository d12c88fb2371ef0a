/**
 * How much payload all lanes of all sinks may hold together. What fills a lane is bounded by its share; whoever reads asks
 * first, so that the whole stays below `limit` but for what one read becomes.
 */
export interface MemoryBudget {
  /** Bytes. */
  readonly limit: number;
  /** Sets the limit, and what a read usually becomes, all sinks added up; both in bytes. */
  resize(limit: number, reserve: number): void;
  /** Bytes that all lanes hold. */
  held: number;
  /** Lanes that there are, of all sinks. */
  lanes: number;
  /** Bytes of a payload at most: that each lane may fill one, send one, and have one wait. */
  readonly payloadBytes: number;
  /** Whether a read's records can be taken on, for a lane that holds something or nothing. */
  hasRoom(laneIsEmpty: boolean): boolean;
}

/** Payloads that a lane may hold: one in flight, one that waits for it, one that fills. */
export const PAYLOADS_OF_LANE = 3;
/** A smaller payload is not worth a request. */
const LEAST_PAYLOAD = 16 * 1024;
/** The part that only lanes which hold nothing may use, so that those which wait for a sink leave something to others. */
const KEPT_FOR_EMPTY = 1 / 4;

/**
 * @param limit bytes
 * @param reserve bytes that a read usually becomes, all sinks added up
 */
export function createMemoryBudget(limit: number, reserve: number): MemoryBudget {
  let current = limit;
  let room = roomWithin(limit, reserve);
  return {
    get limit() {
      return current;
    },
    resize(next, nextReserve) {
      current = next;
      room = roomWithin(next, nextReserve);
    },
    held: 0,
    lanes: 0,
    get payloadBytes() {
      return Math.max(LEAST_PAYLOAD, Math.floor(current / PAYLOADS_OF_LANE / Math.max(1, this.lanes)));
    },
    hasRoom(laneIsEmpty) {
      return this.held < (laneIsEmpty ? room : room * (1 - KEPT_FOR_EMPTY));
    },
  };
}

function roomWithin(limit: number, reserve: number): number {
  return Math.max(limit - reserve, limit / 2);
}
