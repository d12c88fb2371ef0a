import { type StreamOfRun, streamKey } from './stream-key.js';

/** What came, compared with what must come: of each stream each number once, in order. */
export interface Tally {
  readonly records: number;
  /** Records whose number had come already. */
  readonly repeated: number;
  /** Numbers that were passed over. */
  readonly skipped: number;
  /** By `streamKey`: one more than the highest number that came. */
  readonly next: Readonly<Record<string, number>>;
}

export interface RecordTally {
  /** A record of schema `flat`, whose message begins with its number. */
  take(record: StreamOfRun & { readonly message: string }): void;
  tally(): Tally;
}

export function createRecordTally(): RecordTally {
  const next = new Map<string, number>();
  const counts = { records: 0, repeated: 0, skipped: 0 };
  return {
    take(record) {
      counts.records++;
      const key = streamKey(record);
      const expected = next.get(key) ?? 0;
      const number = Number.parseInt(record.message, 10);
      if (number < expected) {
        counts.repeated++;
        return;
      }
      counts.skipped += number - expected;
      next.set(key, number + 1);
    },
    tally: () => ({ ...counts, next: Object.fromEntries(next) }),
  };
}

/** How many of the lines that were written have not come. */
export function countMissing(written: ReadonlyMap<string, number>, { next, skipped }: Tally): number {
  return [...written].reduce((sum, [key, lines]) => sum + lines - (next[key] ?? 0), skipped);
}
