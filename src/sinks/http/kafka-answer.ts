import type { SendOutcome } from '../../record/sink.js';

/** The proxy's answer for one record, in the order of the request. */
interface KafkaOffset {
  readonly error_code?: number | null;
  readonly error?: string | null;
}

/** The only error after which the record may be sent again. All others are final. */
const RETRIABLE = 2;

/**
 * Reads the answer of Kafka's REST proxy. It is 200 even if the brokers refused records: each record has an offset or
 * an error. An answer without an entry for each record proves nothing, so all are sent again.
 */
export function readKafkaAnswer(body: Buffer, records: number): SendOutcome {
  const offsets = offsetsIn(body);
  if (offsets?.length !== records) {
    return { kind: 'retry', reason: 'the answer of 200 has no result for each record' };
  }
  const failed = offsets.flatMap(({ error_code: code, error }, record) => {
    if (code === undefined || code === null) return [];
    return [{ record, isForGood: code !== RETRIABLE, reason: `error ${code}: ${error ?? 'no reason given'}` }];
  });
  if (failed.length === 0) return { kind: 'delivered' };
  const rejected = failed.filter(({ isForGood }) => isForGood);
  return {
    kind: 'partial',
    again: failed.filter(({ isForGood }) => !isForGood).map(({ record }) => record),
    rejected: rejected.map(({ record, reason }) => ({ record, reason, cause: 'kafka' })),
    reason: failed[0]!.reason,
  };
}

function offsetsIn(body: Buffer): readonly KafkaOffset[] | undefined {
  try {
    const { offsets } = JSON.parse(body.toString()) as { offsets?: unknown };
    return Array.isArray(offsets) ? (offsets as KafkaOffset[]) : undefined;
  } catch {
    return undefined;
  }
}
