import type { ContainerRun } from '../../test/support/container-run.js';
import { expectedRecords, type ShippedRecord } from '../../test/support/shipped-record.js';

/** What was written and what came out. */
export interface Tally {
  readonly written: number;
  readonly shipped: number;
  /** Lines that did not come out, or not with the right fields. */
  readonly lost: number;
  /** Records that came out more than once, each further time counted. */
  readonly duplicates: number;
  /** Records that nobody wrote. */
  readonly strangers: number;
  readonly rotations: number;
  readonly restarts: number;
}

/** Compares every field of every record. */
export function takeTally(runs: readonly ContainerRun[], shipped: readonly ShippedRecord[]): Tally {
  const expected = new Set(runs.flatMap(expectedRecords).map(identify));
  const counts = new Map<string, number>();
  for (const identity of shipped.map(identify)) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  const found = [...counts.keys()].filter((identity) => expected.has(identity)).length;
  return {
    written: runs.reduce((sum, run) => sum + run.written.length, 0),
    shipped: shipped.length,
    lost: expected.size - found,
    duplicates: shipped.length - counts.size,
    strangers: counts.size - found,
    rotations: runs.reduce((sum, run) => sum + run.rotations, 0),
    restarts: runs.filter((run) => run.restart > 0).length,
  };
}

/** Whether all came out, and nothing else. */
export function isPerfect({ written, shipped, lost, duplicates, strangers }: Tally): boolean {
  return written === shipped && lost === 0 && duplicates === 0 && strangers === 0;
}

/** One line for a terminal. */
export function describeTally(tally: Tally): string {
  const { written, shipped, lost, duplicates, strangers, rotations, restarts } = tally;
  const outcome = `${written} lines written, ${shipped} shipped, lost ${lost}, duplicates ${duplicates}`;
  const unexpected = strangers === 0 ? '' : `, ${strangers} that nobody wrote`;
  return `${outcome}${unexpected}; ${rotations} rotations, ${restarts} restarts`;
}

/** The same text for records with the same fields, in whatever order. */
function identify(record: ShippedRecord): string {
  return JSON.stringify(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
