import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, type Payload } from '../../src/record/payload.js';
import type { Encoder } from '../../src/record/sink.js';
import { type BlockRecord, blockOf, UNLIMITED } from './record-blocks.js';

/** A payload of records of several sources, in this order. */
export function payloadOf(
  encoder: Encoder,
  parts: readonly (readonly [source: LogSource, records: readonly BlockRecord[]])[],
): Payload {
  const payload = createPayload(1);
  for (const [source, records] of parts) encoder.append(blockOf(source, records), 0, payload, UNLIMITED);
  return payload;
}
