import type { RefusedRecords, SendOutcome } from '../record/sink.js';

/** A record of the payload that was sent, and why it is none that can be delivered. */
export interface RejectedRecord {
  readonly record: number;
  readonly reason: string;
  readonly status?: number;
  readonly cause?: string;
}

/** What the sink's answer means for whether it is up. */
export type Health =
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly reason: string; readonly status?: number; readonly after?: number };

/** What is to be done about a payload after an attempt to send it. */
export interface Verdict {
  readonly health: Health;
  /** Records that the sink has taken. */
  readonly delivered: number;
  /** Records that it says it took and lost. */
  readonly lost: number;
  readonly rejected: readonly RejectedRecord[];
  /**
   * What is still to be sent: nothing, the whole payload, or some of its records in parts that follow each other. Of a
   * payload that was too large, two halves.
   */
  readonly rest: 'nothing' | 'all' | readonly (readonly number[])[];
  /** Why the rest of a payload that was taken in part has to wait, and for how long at least, in milliseconds. */
  readonly pause?: { readonly reason: string; readonly after: number };
  /** Whether `rest` is the whole payload in parts, because it was too large. */
  readonly isSplit: boolean;
  /** Of the rest, the records that destinations refused: they are to be sent apart from the others. */
  readonly refused: readonly RefusedRecords[];
}

const UP: Health = { kind: 'up' };
const NONE: readonly never[] = [];

const NOTHING: Verdict = {
  health: UP,
  delivered: 0,
  lost: 0,
  rejected: NONE,
  rest: 'nothing',
  isSplit: false,
  refused: NONE,
};

/** Judges an outcome, but for `closed`, after which there is nothing to be done. */
export function judge(outcome: Exclude<SendOutcome, { kind: 'closed' }>, records: number): Verdict {
  switch (outcome.kind) {
    case 'delivered': {
      const lost = Math.min(outcome.lost?.records ?? 0, records);
      return { ...NOTHING, delivered: records - lost, lost };
    }
    case 'retry':
    case 'credentials':
      return { ...NOTHING, health: { ...outcome, kind: 'down' }, rest: 'all' };
    case 'rejected': {
      const { kind: _, ...why } = outcome;
      return { ...NOTHING, rejected: rejectAll(why, records) };
    }
    case 'tooLarge': {
      if (records > 1) return { ...NOTHING, rest: halves(records), isSplit: true };
      const { reason, status } = outcome;
      return { ...NOTHING, rejected: rejectAll({ reason, status, cause: 'too_large' }, 1) };
    }
    case 'partial':
      return judgePartial(outcome, records);
  }
}

function judgePartial(outcome: Extract<SendOutcome, { kind: 'partial' }>, records: number): Verdict {
  const { again, rejected, reason, status, after = 0, refused = NONE, isOtherwise = false } = outcome;
  const delivered = records - again.length - rejected.length;
  const result = { ...NOTHING, delivered, rejected };
  if (again.length === 0) return result;
  const isWhole = again.length === records;
  // The sink itself has answered: it is not down, and the others need not wait.
  if (refused.length > 0) return { ...result, rest: isWhole ? 'all' : [again], refused };
  if (isOtherwise) return { ...result, rest: [again] };
  if (!isWhole) return { ...result, rest: [again], pause: { reason, after } };
  return {
    ...result,
    health: { kind: 'down', reason, after, ...(status === undefined ? {} : { status }) },
    rest: 'all',
  };
}

/** All records of a payload, refused for the same reason. */
export function rejectAll(why: Omit<RejectedRecord, 'record'>, records: number): RejectedRecord[] {
  return Array.from({ length: records }, (_, record) => ({ ...why, record }));
}

/** The records of a payload in two parts that follow each other. */
export function halves(records: number): readonly (readonly number[])[] {
  const all = Array.from({ length: records }, (_, record) => record);
  const middle = records >> 1;
  return [all.slice(0, middle), all.slice(middle)];
}
