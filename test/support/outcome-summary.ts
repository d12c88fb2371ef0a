import type { SendOutcome } from '../../src/record/sink.js';

/** What a test says of an outcome: all but its reason and status. */
export interface OutcomeSummary {
  readonly kind: SendOutcome['kind'];
  readonly after?: number;
  readonly cause?: string;
  /** How many records are lost. */
  readonly lost?: number;
}

/** The summary of an outcome; what it does not say is left out. */
export function summaryOf(outcome: SendOutcome): OutcomeSummary {
  const { kind, after, cause, lost } = outcome as Partial<Record<string, unknown>>;
  const records = (lost as { records: number } | undefined)?.records;
  const known = Object.entries({ kind, after, cause, lost: records }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as OutcomeSummary;
}
