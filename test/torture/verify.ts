import type { ContainerRun } from '../support/container-run.js';
import { expectedRecords, type ShippedRecord } from '../support/shipped-record.js';

/** What one life of podtail put out, from its start to its stop or its kill. */
export interface Life {
  readonly records: readonly ShippedRecord[];
  /** Whether it was ended by a kill: what it put out last may come again. */
  readonly killed: boolean;
}

/** What the lives came to, against what was written. Nothing but `repeated` may be more than 0. */
export interface Verdict {
  readonly written: number;
  readonly lost: number;
  /** Records that nobody wrote, or that differ in any field. */
  readonly strange: number;
  /** Records that came again, of a life that was killed. */
  readonly repeated: number;
  /** Records that came again though no life that put them out was killed. */
  readonly duplicates: number;
  readonly firstLost: string | undefined;
  /** Records that came before one that was written earlier to the same stream. */
  readonly disordered: number;
}

/** Compares field by field, byte by byte. In each life the records of a stream have to be in order, with none left out. */
export function verify(runs: readonly ContainerRun[], lives: readonly Life[]): Verdict {
  const places = new Map<string, { stream: string; index: number }>();
  for (const run of runs) {
    const counts = new Map<string, number>();
    for (const record of expectedRecords(run)) {
      const stream = `${record.uid} ${record.container} ${record.restart} ${record.stream}`;
      const index = counts.get(stream) ?? 0;
      counts.set(stream, index + 1);
      places.set(identify(record), { stream, index });
    }
  }
  /** The records that came, and whether a life that was killed put them out. */
  const seen = new Map<string, boolean>();
  const tally = { strange: 0, repeated: 0, duplicates: 0, disordered: 0 };
  for (const { records, killed } of lives) {
    const latest = new Map<string, number>();
    for (const record of records) {
      const key = identify(record);
      const place = places.get(key);
      if (place === undefined) {
        tally.strange++;
        continue;
      }
      const earlier = seen.get(key);
      if (earlier !== undefined) tally[earlier ? 'repeated' : 'duplicates']++;
      seen.set(key, killed || earlier === true);
      if (place.index <= (latest.get(place.stream) ?? -1)) tally.disordered++;
      latest.set(place.stream, place.index);
    }
  }
  const lost = [...places.keys()].filter((key) => !seen.has(key));
  return { written: places.size, lost: lost.length, ...tally, firstLost: lost[0]?.slice(0, 300) };
}

/** The same text for records with the same fields, in whatever order. */
function identify(record: ShippedRecord): string {
  return JSON.stringify(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
