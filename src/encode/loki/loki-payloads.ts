import type { Payload } from '../../record/payload.js';
import type { StreamPiece } from '../../record/stream-run.js';
import { lateStreams } from './late-stream.js';
import { lokiJson } from './loki-json.js';
import { lokiEntries, lokiTenantOf, readLokiEntry } from './loki-payload.js';
import { composePush, secondsOf, streamRuns } from './loki-push.js';

/**
 * Creates the reader of payloads that the Loki sink needs.
 *
 * @param lateLabel see `lateStreams`
 */
export function createLokiPayloads(lateLabel: string | undefined) {
  const lateOf = lateStreams(lateLabel);
  return {
    tenantOf: lokiTenantOf,
    toJson: lokiJson,
    entriesOf: lokiEntries,
    metadataNamesOf: (payload: Payload, record: number) => Object.keys(readLokiEntry(payload, record).metadata),
    secondsOf,
    runsOf: (payload: Payload) => streamRuns(payload, lateOf),
    compose: (payload: Payload, pieces: readonly StreamPiece[]) => composePush(payload, pieces, lateOf),
  };
}
