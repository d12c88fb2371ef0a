/**
 * The payload bytes that all lanes of all sinks may hold together. Each lane fills payloads up to its share. The reader
 * asks for room first, so the sum exceeds `limit` by at most one read.
 */
export interface MemoryBudget {
  /** Bytes. */
  readonly limit: number;
  /** Sets the limit, and the bytes that a read usually yields for all sinks together. */
  resize(limit: number, reserve: number): void;
  /** Bytes held by all lanes. */
  held: number;
  /** The number of lanes of all sinks. */
  lanes: number;
  /** Maximum bytes of a payload. Each lane may fill one, send one, and have one waiting. */
  readonly payloadBytes: number;
  /** Whether there is room for the records of a read. Lanes that hold nothing get more room. */
  hasRoom(laneIsEmpty: boolean): boolean;
}

/** Payloads that a lane may hold: one in flight, one waiting, one filling. */
export const PAYLOADS_OF_LANE = 3;
/** Smallest useful payload of a request, in bytes. */
const LEAST_PAYLOAD = 16 * 1024;
/**
 * The share that is reserved for lanes that hold nothing, so that lanes with a sink that is down leave room to others.
 */
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
