import type { Payload } from '../../record/payload.js';
import { lateStreams } from './late-stream.js';
import { lokiJson } from './loki-json.js';
import { lokiEntries, lokiTenantOf, readLokiEntry } from './loki-payload.js';
import { composePush, secondsOf, streamRuns } from './loki-push.js';

/**
 * What the Loki sink has to know of its payloads.
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
    runsOf: (payload: Parameters<typeof streamRuns>[0]) => streamRuns(payload, lateOf),
    compose: (payload: Parameters<typeof composePush>[0], push: Parameters<typeof composePush>[1]) =>
      composePush(payload, push, lateOf),
  };
}
