import type { RefusedRecords } from '../../record/sink.js';

/** What an operation's answer says of why it failed. */
export interface FailedOperation {
  readonly status: number;
  readonly type: string | undefined;
  readonly reason: string;
}

/** What a busy node answers for every index. */
const OF_THE_NODE: readonly string[] = ['es_rejected_execution_exception', 'circuit_breaking_exception'];

/**
 * The records that their indexes do not take for now, as while an index is blocked for writes, or its shards are away:
 * others' are taken meanwhile. What a busy node did not take is none of these.
 *
 * @param failed the records that are to be sent again, by their indexes in the payload, ascending
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
