import type { Payload } from '../../record/payload.js';
import type { LokiPayloads } from './loki-payloads.js';

/** The bodies of JSON pushes, whose memory is used again: what a request leaves heaps up until the engine collects it. */
export interface JsonBodies {
  /** Makes the body of a push. */
  take(payload: Payload): Buffer;
  /** The body is not needed any more. */
  give(body: Buffer): void;
}

/** A body that is larger than this is not kept, in bytes: few are. */
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
