import type { Payload } from '../../record/payload.js';
import type { LokiPayloads } from './loki-payloads.js';

/**
 * A pool of memory for the bodies of JSON pushes. Without it, the bodies would accumulate until the engine collects
 * them.
 */
export interface JsonBodies {
  /** Creates the body of a push. */
  take(payload: Payload): Buffer;
  /** Returns the memory of a body to the pool. */
  give(body: Buffer): void;
}

/** Largest body that the pool keeps, in bytes. Few are larger. */
const LARGEST = 4 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

export function createJsonBodies({ toJson }: Pick<LokiPayloads, 'toJson'>): JsonBodies {
  const rooms: Buffer[] = [];
  return {
    take: (payload) => toJson(payload, rooms.pop() ?? NOTHING),
    give({ buffer }) {
      if (buffer.byteLength <= LARGEST) rooms.push(Buffer.from(buffer));
    },
  };
}
