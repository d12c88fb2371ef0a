import type { Payload } from '../record/payload.js';
import { selectRecords } from '../record/payload-records.js';
import type { SendOutcome } from '../record/sink.js';
import { backoffDelay } from './backoff.js';
import type { Pass } from './circuit-breaker.js';
import type { SettleContext } from './settle-context.js';
import { judge, rejectAll, type Verdict } from './verdict.js';
import { writeDeadLetters } from './write-dead-letters.js';

type Result = 'settled' | 'unsettled' | 'closed';

/** `unsettled`: nothing is to be sent any more, and `rest` is neither delivered nor with the dead letters. */
export interface Settlement {
  readonly kind: Result;
  readonly rest: readonly Payload[];
}

/** A payload on its way. */
interface SettledRows {
  /** What is still to be sent, in order. */
  readonly parts: Payload[];
  /** When the payload's first record came, in milliseconds of the clock. */
  readonly since: number;
  /** How often in a row it was taken in part alone. */
  pauses: number;
  /** Why it is still here. */
  reason: string;
}

/**
 * Sends a payload until each of its records is delivered or stands with the dead letters. What the sink refuses as too
 * large is sent in halves, in order.
 *
 * @param since when its first record came, in milliseconds of the clock
 */
export async function settlePayload(payload: Payload, since: number, context: SettleContext): Promise<Settlement> {
  const progress: SettledRows = { parts: [payload], since, pauses: 0, reason: 'it takes nothing' };
  while (progress.parts.length > 0) {
    const result = await settlePart(progress, context);
    if (result !== 'settled') return { kind: result, rest: progress.parts };
  }
  return { kind: 'settled', rest: [] };
}

/** Sends the first part once, and puts in its place what of it is still to be sent. */
async function settlePart(progress: SettledRows, context: SettleContext): Promise<Result> {
  const { breaker, clock, signal, giveUpAfter } = context;
  const entry = await breaker.enter(progress.since + giveUpAfter - clock.now());
  if (entry.kind === 'expired') return giveUp(progress, context);
  if (entry.kind === 'shut' || signal.aborted) return 'unsettled';
  const part = divideFirst(progress, context);
  const outcome = await send(part, context);
  if (outcome.kind === 'closed') {
    context.tally.failed(outcome.reason, undefined);
    context.tally.closedBecause = outcome.reason;
    return 'closed';
  }
  const verdict = judge(outcome, part.records);
  count(part, outcome, verdict, context);
  const wasUp = breaker.isUp;
  breaker.leave(entry, verdict.health);
  tell(verdict, wasUp, context);
  if (!(await writeDeadLetters(part, verdict.rejected, context))) return 'unsettled';
  progress.parts.splice(0, 1, ...restOf(part, verdict));
  if (verdict.health.kind === 'down') progress.reason = verdict.health.reason;
  if (verdict.pause === undefined) return 'settled';
  return pause(progress, verdict.pause, entry, context);
}

/** Puts in the place of the first part those in which the sink wants it, and says which is the first now. */
function divideFirst({ parts }: SettledRows, { sink }: SettleContext): Payload {
  if (sink.divide !== undefined) parts.splice(0, 1, ...sink.divide(parts[0]!));
  return parts[0]!;
}

async function send(part: Payload, { sink, signal, tally, clock }: SettleContext): Promise<SendOutcome> {
  const before = clock.now();
  tally.inFlightBytes += part.length;
  try {
    return await sink.send(part, signal);
  } finally {
    tally.inFlightBytes -= part.length;
    tally.took(clock.now() - before);
  }
}

function count(part: Payload, outcome: SendOutcome, verdict: Verdict, context: SettleContext): void {
  const { tally } = context;
  const { health, delivered, lost, rest, pause } = verdict;
  if (delivered > 0) tally.delivered(delivered, Math.round((part.length * delivered) / part.records));
  if (outcome.kind === 'delivered' && outcome.lost !== undefined) tally.lost(lost, outcome.lost.reason);
  if (outcome.kind === 'tooLarge' && rest !== 'nothing') {
    tally.splits++;
    context.onTooLarge(part.length);
  }
  const isRetried = health.kind === 'down' || pause !== undefined || (outcome.kind === 'partial' && rest !== 'nothing');
  if (isRetried) tally.retried(retryCause(outcome));
  if (pause !== undefined) tally.failed(pause.reason, undefined);
  if (health.kind === 'down') tally.failed(health.reason, health.status);
}

/** Names the reason in metrics, as one of few. */
function retryCause(outcome: SendOutcome): string {
  if (outcome.kind !== 'retry') return outcome.kind;
  return outcome.status === undefined ? 'no_answer' : `status_${outcome.status}`;
}

/** Says whether the sink is down, or up again. */
function tell({ health }: Verdict, wasUp: boolean, { diagnostics, breaker, subject, signal }: SettleContext): void {
  if (breaker.isUp && !wasUp) diagnostics.solved(subject, `${subject} takes data again`);
  if (health.kind === 'down' && !signal.aborted) {
    diagnostics.problem(subject, `${subject} does not take data, and is tried again until it does: ${health.reason}`);
  }
}

/** Waits before what is left of a part is sent, where the sink took the rest. */
async function pause(
  progress: SettledRows,
  { reason, after }: NonNullable<Verdict['pause']>,
  pass: Pass,
  context: SettleContext,
): Promise<Result> {
  const { breaker, clock, backoff, giveUpAfter } = context;
  progress.reason = reason;
  if (pass.isLast) return 'unsettled';
  if (clock.now() - progress.since >= giveUpAfter) return giveUp(progress, context);
  await breaker.pause(backoffDelay(++progress.pauses, backoff, clock.random(), after));
  return 'settled';
}

/** Buries the first part. */
async function giveUp(progress: SettledRows, context: SettleContext): Promise<Result> {
  const part = progress.parts[0];
  const seconds = Math.round((context.clock.now() - progress.since) / 1000);
  const reason = `given up after ${seconds} s: ${progress.reason}`;
  const rejected = rejectAll({ reason, cause: 'given_up' }, part!.records);
  if (!(await writeDeadLetters(part!, rejected, context))) return 'unsettled';
  progress.parts.shift();
  return 'settled';
}

function restOf(part: Payload, { rest }: Verdict): readonly Payload[] {
  if (rest === 'nothing') return [];
  return rest === 'all' ? [part] : rest.map((records) => selectRecords(part, records));
}
