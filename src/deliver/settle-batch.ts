import { counted } from '../record/counted.js';
import { type Payload, resetPayload } from '../record/payload.js';
import { rangesOf } from '../record/payload-records.js';
import type { SendOutcome } from '../record/sink.js';
import { backoffDelay } from './backoff.js';
import {
  type Batch,
  chargeOverhead,
  type HeldLog,
  logOfRecord,
  type Part,
  packBatch,
  selectPart,
  unpackPart,
} from './batch.js';
import type { Pass } from './circuit-breaker.js';
import type { LaneLimit } from './lane-limit.js';
import type { Refusal, SettleContext } from './settle-context.js';
import { halves, judge, rejectAll, type Verdict } from './verdict.js';
import { writeDeadLetters } from './write-dead-letters.js';

/** `unsettled`: the sending has ended, and the rest of the batch is neither delivered nor in the dead letters. */
export type Settlement = 'settled' | 'unsettled' | 'closed';

/** The progress of sending a batch. */
interface Progress {
  readonly batch: Batch;
  /** How often in a row a part was taken only partly. */
  pauses: number;
  /** How often in a row a limit refused a request. */
  limited: number;
  /** Whether a limit refused the whole batch. Then the size that it takes now is the most that it takes at once. */
  isLimited: boolean;
  /** Why the batch is not settled yet. */
  reason: string;
}

/** Number of refusals by a limit after which a request counts as larger than the limit ever allows. */
const LIMITED_TRIES = 3;

/**
 * Sends a batch until each of its records is delivered, in the dead letters, or set aside. A part that the sink refuses
 * as too large is sent in halves, in order. If the batch is not settled, `batch.parts` has the rest.
 */
export async function settleBatch(batch: Batch, context: SettleContext): Promise<Settlement> {
  const progress: Progress = { batch, pauses: 0, limited: 0, isLimited: false, reason: 'it takes nothing' };
  if (context.breaker.isHeld) keepHeld(batch, context);
  while (batch.parts.length > 0) {
    const result = await settlePart(progress, context);
    if (result !== 'settled') return result;
  }
  return 'settled';
}

/** Sends the first part once, and replaces it with its unsent rest. */
async function settlePart(progress: Progress, context: SettleContext): Promise<Settlement> {
  const { batch } = progress;
  const { breaker, clock, signal, giveUpAfter } = context;
  await takeTurn(batch.parts[0]!.payload, context);
  const entry = await breaker.enter(batch.since + giveUpAfter - clock.now());
  if (entry.kind === 'expired') return giveUp(progress, context);
  if (entry.kind === 'shut' || signal.aborted) return 'unsettled';
  const part = divideFirst(batch, context);
  const outcome = withoutNames(await send(part.payload, context), context);
  if (outcome.kind === 'closed') {
    context.tally.failed(outcome.reason, undefined);
    context.tally.closedBecause = outcome.reason;
    return 'closed';
  }
  const verdict = splitAtLimit(judge(outcome, part.payload.records), outcome, part.payload, progress, context);
  count(part.payload, outcome, verdict, context);
  if (verdict.delivered > 0) learnSize(part.payload, progress, context);
  const wasUp = breaker.isUp;
  breaker.leave(entry, verdict.health);
  tell(verdict, wasUp, context);
  if (!(await writeDeadLetters(part.payload, verdict.rejected, context))) return 'unsettled';
  if (verdict.refused.length > 0) return setAside(progress, verdict, context);
  batch.parts.splice(0, 1, ...restOf(part, verdict));
  if (verdict.health.kind === 'down') {
    progress.reason = verdict.health.reason;
    if (context.hasOthers) keepSmall(batch, context);
  }
  if (verdict.pause === undefined) return 'settled';
  return pause(progress, verdict.pause, entry, context);
}

/** Waits for the turn of this payload, if the sink limits bytes per second. */
async function takeTurn({ length }: Payload, { pace, breaker, clock }: SettleContext): Promise<void> {
  const wait = pace.reserve(length, clock.now());
  if (wait > 0) await breaker.pause(wait);
}

/** Divides the first part as the sink requires it, and returns the new first part. */
function divideFirst({ parts }: Batch, { sink }: SettleContext): Part {
  const part = unpackPart(parts[0]!);
  parts[0] = part;
  const requests = sink.divide?.(part.payload) ?? [];
  if (requests.length > 1) parts.splice(0, 1, ...requests.map((ranges) => selectPart(part, ranges)));
  return parts[0]!;
}

async function send(payload: Payload, { sink, signal, tally, clock, laneLimit }: SettleContext): Promise<SendOutcome> {
  const turn = laneLimit.enter();
  if (turn !== undefined) await turn;
  const begunAt = clock.now();
  tally.inFlightBytes += payload.length;
  try {
    const outcome = await sink.send(payload, signal);
    noteForLanes(outcome, begunAt, clock.now(), laneLimit);
    return outcome;
  } finally {
    laneLimit.leave();
    tally.inFlightBytes -= payload.length;
    tally.took(clock.now() - begunAt);
  }
}

/** Tells the limit of lanes about an answer. */
function noteForLanes(outcome: SendOutcome, begunAt: number, now: number, laneLimit: LaneLimit): void {
  if (outcome.kind === 'delivered') laneLimit.note({ kind: 'taken', latency: now - begunAt, now });
  if (outcome.kind !== 'retry') return;
  const { status } = outcome;
  if (status === undefined || status === LIMIT_STATUS) laneLimit.note({ kind: 'limited', begunAt, now });
}

/** Removes the names of destinations. In the lane of a set-aside destination, it is known who refuses. */
function withoutNames(outcome: SendOutcome, context: SettleContext): SendOutcome {
  if (outcome.kind !== 'partial' || context.setAside !== undefined) return outcome;
  const { refused = [], isOtherwise, ...rest } = outcome;
  if (refused.length === 0) return outcome;
  const { status } = refused[0]!;
  return status === undefined ? rest : { ...rest, status };
}

/**
 * A request that a limit refuses repeatedly may be larger than the limit ever allows at once. Then it is sent in
 * halves, and in the end record by record.
 */
function splitAtLimit(
  verdict: Verdict,
  outcome: SendOutcome,
  { records, length }: Payload,
  progress: Progress,
  context: SettleContext,
): Verdict {
  const isLimited = verdict.health.kind === 'down' && verdict.health.status === LIMIT_STATUS;
  if (!isLimited) {
    if (verdict.health.kind === 'up') progress.limited = 0;
    return verdict;
  }
  context.pace.limited(context.clock.now());
  if (++progress.limited < LIMITED_TRIES || outcome.kind === 'credentials') return verdict;
  if (records > 1) {
    progress.isLimited = true;
    return { ...verdict, rest: halves(records), isSplit: true };
  }
  const reason = `even a single record of ${counted(length, 'byte')} is refused: ${verdict.health.reason}`;
  return { ...verdict, health: { ...verdict.health, reason } };
}

/** Too many requests, or bytes. */
const LIMIT_STATUS = 429;

function count(payload: Payload, outcome: SendOutcome, verdict: Verdict, context: SettleContext): void {
  const { tally, pace, clock } = context;
  const { health, delivered, lost, rest, isSplit, pause, refused } = verdict;
  if (delivered > 0) {
    const bytes = Math.round((payload.length * delivered) / payload.records);
    tally.delivered(delivered, bytes);
    pace.took(bytes, clock.now());
  }
  if (outcome.kind === 'delivered' && outcome.lost !== undefined) tally.lost(lost, outcome.lost.reason);
  if ('apart' in outcome && outcome.apart !== undefined) tally.keptApart(outcome.apart.records, outcome.apart.reason);
  if (isSplit) tally.splits++;
  if (outcome.kind === 'tooLarge' && isSplit) context.pool.shrinkBelow(payload.length);
  if (health.kind === 'down' || (outcome.kind === 'partial' && rest !== 'nothing')) tally.retried(retryCause(outcome));
  for (const { reason, status } of refused) tally.failed(reason, status);
  if (pause !== undefined) tally.failed(pause.reason, undefined);
  if (health.kind === 'down') tally.failed(health.reason, health.status);
}

/** Limits later payloads to the size that a limit lets through at once, if there is such a limit. */
function learnSize({ length }: Payload, progress: Progress, { pool }: SettleContext): void {
  if (progress.isLimited) pool.limitTo(length);
  else pool.took(length);
  progress.isLimited = false;
}

/** The reason of a retry in metrics, one of a few names. */
function retryCause(outcome: SendOutcome): string {
  if (outcome.kind !== 'retry') return outcome.kind;
  return outcome.status === undefined ? 'no_answer' : `status_${outcome.status}`;
}

/** Reports whether the sink is down, or up again. */
function tell({ health }: Verdict, wasUp: boolean, { breaker, outages, signal }: SettleContext): void {
  if (breaker.isUp && !wasUp) outages.recovered();
  if (health.kind === 'down' && !signal.aborted) outages.failed(health);
}

/** Removes the logs that a destination refused, and continues with the others of the part at once. */
function setAside({ batch }: Progress, { rest, refused }: Verdict, context: SettleContext): Settlement {
  const part = batch.parts[0]!;
  const refusals = new Map<HeldLog, Refusal>();
  for (const { records, ...refusal } of refused) {
    for (const record of records) {
      const log = logOfRecord(part, record);
      if (!refusals.has(log)) refusals.set(log, refusal);
    }
  }
  batch.parts.splice(0, 1, ...(rest === 'all' ? [part] : restOf(part, { rest })));
  context.setAside!(refusals, batch);
  context.events.room();
  return 'settled';
}

/** Makes a batch small in memory while it waits for its destination: the memory is needed for others. */
export function keepSmall(batch: Batch, context: Pick<SettleContext, 'pool' | 'events'>): void {
  packBatch(batch);
  giveBack(batch, context);
}

function giveBack(batch: Batch, { pool, events }: Pick<SettleContext, 'pool' | 'events'>): void {
  if (batch.payload !== undefined) {
    resetPayload(batch.payload);
    pool.give(batch.payload);
    batch.payload = undefined;
  }
  events.room();
}

/**
 * What a batch takes besides its records, in bytes, while it waits for an earlier sink of the same name: its lane, with all
 * that a reload makes anew for a sink, and what stands for each of its logs. Measured by the heap of podtail after 20 to 80
 * reloads, with 2, 20 and 100 logs. Without it, reloads while a sink is down would take memory without a limit.
 */
const HELD_BATCH_BYTES = 12 * 1024;
const HELD_LOG_BYTES = 1280;

/** Makes a batch small while it waits for an earlier sink, and charges it for what it takes all the same. */
export function keepHeld(batch: Batch, context: Pick<SettleContext, 'pool' | 'events'>): void {
  packBatch(batch);
  chargeOverhead(batch, HELD_BATCH_BYTES, HELD_LOG_BYTES);
  giveBack(batch, context);
}

/** Waits before what is left of a part is sent, where the sink took the rest. */
async function pause(
  progress: Progress,
  { reason, after }: NonNullable<Verdict['pause']>,
  pass: Pass,
  context: SettleContext,
): Promise<Settlement> {
  const { breaker, clock, backoff, giveUpAfter } = context;
  progress.reason = reason;
  if (pass.isLast) return 'unsettled';
  if (clock.now() - progress.batch.since >= giveUpAfter) return giveUp(progress, context);
  await breaker.pause(backoffDelay(++progress.pauses, backoff, clock.random(), after));
  return 'settled';
}

/** Puts the first part with the dead letters. */
async function giveUp({ batch, reason: why }: Progress, context: SettleContext): Promise<Settlement> {
  const { payload } = unpackPart(batch.parts[0]!);
  const seconds = Math.round((context.clock.now() - batch.since) / 1000);
  const reason = `given up after ${seconds} s: ${why}`;
  const rejected = rejectAll({ reason, cause: 'given_up' }, payload.records);
  if (!(await writeDeadLetters(payload, rejected, context))) return 'unsettled';
  batch.parts.shift();
  return 'settled';
}

function restOf(part: Part, { rest }: Pick<Verdict, 'rest'>): readonly Part[] {
  if (rest === 'nothing') return [];
  return rest === 'all' ? [part] : rest.map((records) => selectPart(part, rangesOf(records)));
}
