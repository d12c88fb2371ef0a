import type { RefusedRecords } from '../../record/sink.js';

/** Why an operation failed, as its answer says. */
export interface FailedOperation {
  readonly status: number;
  readonly type: string | undefined;
  readonly reason: string;
}

/** Errors of a busy node, for any index. */
const OF_THE_NODE: readonly string[] = ['es_rejected_execution_exception', 'circuit_breaking_exception'];

/**
 * The records that their indexes refuse for now, for example while an index is blocked for writes or its shards are
 * unavailable. Other indexes take records in the meantime. Records that a busy node refused are not among them.
 *
 * @param failed the records that have to be sent again, by their indexes in the payload, ascending
 * @param indexOf names the index of a record
 */
export function refusedByIndexes(
  failed: ReadonlyMap<number, FailedOperation>,
  indexOf: (record: number) => string | undefined,
): RefusedRecords[] {
  const refused = new Map<string, RefusedRecords & { readonly records: number[] }>();
  for (const [record, { status, type, reason }] of failed) {
    if (type !== undefined && OF_THE_NODE.includes(type)) continue;
    const destination = indexOf(record);
    if (destination === undefined) continue;
    const known = refused.get(destination) ?? { destination, records: [], reason, status };
    refused.set(destination, known);
    known.records.push(record);
  }
  return [...refused.values()];
}
