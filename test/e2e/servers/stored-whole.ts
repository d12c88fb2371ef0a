import assert from 'node:assert/strict';
import { sortedRecords, type WrittenRecord } from './written-tree.js';

/** A record as a query returned it. */
export interface StoredRecord {
  readonly pod: string;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly line: string;
}

/**
 * Fails unless a server has each line that was written, to the nanosecond and the last byte, and nothing else.
 *
 * @param repeats whether what was sent again may be there twice
 */
export function assertStoredWhole(
  stored: readonly StoredRecord[],
  written: readonly WrittenRecord[],
  repeats: 'none' | 'allowed',
): void {
  const expected = countsOf(sortedRecords(written));
  const found = countsOf(sortedRecords(stored));
  const missing = missingIn(found, expected).map(shown);
  const unexpected: string[] = [];
  for (const [record, count] of found) {
    const most = repeats === 'allowed' && expected.has(record) ? Number.POSITIVE_INFINITY : (expected.get(record) ?? 0);
    if (count > most) unexpected.push(shown(record));
  }
  const first = (list: readonly string[]) => ({ count: list.length, first: list.slice(0, 5) });
  const nothing = { count: 0, first: [] };
  assert.deepEqual(
    { missing: first(missing), unexpected: first(unexpected) },
    { missing: nothing, unexpected: nothing },
  );
}

/** Whether a server has each line that was written. */
export function isStoredWhole(stored: readonly StoredRecord[], written: readonly WrittenRecord[]): boolean {
  return missingIn(countsOf(sortedRecords(stored)), countsOf(sortedRecords(written))).length === 0;
}

function missingIn(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): string[] {
  return [...expected].flatMap(([record, count]) => ((found.get(record) ?? 0) < count ? [record] : []));
}

function shown(record: string): string {
  return record.length > 200 ? `${record.slice(0, 200)}… (${record.length} characters)` : record;
}

function countsOf(records: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) counts.set(record, (counts.get(record) ?? 0) + 1);
  return counts;
}
