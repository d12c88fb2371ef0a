import { lokiJson } from './loki-json.js';
import { lokiEntries, lokiTenantOf } from './loki-payload.js';

/** What the Loki sink has to know of its payloads. */
export const lokiPayloads = { tenantOf: lokiTenantOf, toJson: lokiJson, entriesOf: lokiEntries };
