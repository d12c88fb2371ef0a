import type { Payload } from '../../record/payload.js';
import type { SendOutcome } from '../../record/sink.js';
import type { HttpResult } from '../http/http-client.js';
import { classifyLokiResult } from './classify-loki-answer.js';
import { learnFromAnswer } from './learn-from-answer.js';
import type { LokiPayloads, SentEntry } from './loki-payloads.js';
import { type PlannedPush, recordsOf } from './plan-pushes.js';
import type { StreamWatch } from './stream-watch.js';

/**
 * Sends one push of a payload, and says what came of the payload: what the push does not have is to be sent again.
 *
 * @param isWhole whether the push has all of the payload
 */
export async function sendPush(
  payload: Payload,
  push: PlannedPush,
  isWhole: boolean,
  payloads: LokiPayloads,
  watch: StreamWatch,
  request: (payload: Payload, tenant: string | undefined) => Promise<HttpResult>,
): Promise<SendOutcome> {
  const records = recordsToCompose(payload, push, isWhole, payloads);
  const sent = records === undefined ? payload : payloads.compose(payload, { records, isLate: isLateIn(push) });
  const result = await request(sent, push.tenant);
  let read: readonly SentEntry[] | undefined;
  const entriesOf = (): readonly SentEntry[] => (read ??= payloads.entriesOf(sent));
  const recordsNaming = (name: string): number[] =>
    Array.from({ length: sent.records }, (_, record) => record).filter((record) =>
      payloads.metadataNamesOf(sent, record).includes(name),
    );
  const now = Date.now();
  const outcome = classifyLokiResult(result, { entriesOf, recordsNaming }, now);
  const learnt = learnFromAnswer(outcome, result, { push, entriesOf, now: now / 1000 }, watch);
  return records === undefined ? learnt : ofPayload(learnt, records, payload.records);
}

/** The records in the order in which they are to be sent; undefined where the payload is sent as it is. */
function recordsToCompose(
  payload: Payload,
  push: PlannedPush,
  isWhole: boolean,
  payloads: LokiPayloads,
): number[] | undefined {
  const { streams } = push;
  const isInOrder = streams.length > 1 || streams[0]!.isInOrder;
  if (isWhole && isInOrder && !streams.some(({ isLate }) => isLate)) return undefined;
  const records = recordsOf(push);
  // So a newer entry of the push makes none of it too far behind, and Loki means the first with its count.
  if (!isInOrder) records.sort((one, other) => payloads.secondsOf(payload, one) - payloads.secondsOf(payload, other));
  return records;
}

function isLateIn({ streams }: PlannedPush): (record: number) => boolean {
  const late = streams.filter(({ isLate }) => isLate).flatMap(({ ranges }) => ranges);
  if (late.length === 0) return () => false;
  return (record) => late.some(([first, end]) => record >= first && record < end);
}

/** The outcome for a payload of which these records were sent, in that order. */
function ofPayload(outcome: SendOutcome, sent: readonly number[], all: number): SendOutcome {
  const reason = 'the other streams are sent next';
  const were = new Set(sent);
  const others = Array.from({ length: all }, (_, record) => record).filter((record) => !were.has(record));
  const rest = others.length === 0 ? {} : { isOtherwise: true };
  switch (outcome.kind) {
    case 'delivered':
      return others.length === 0 ? outcome : { kind: 'partial', again: others, rejected: [], reason, ...rest };
    case 'rejected': {
      if (others.length === 0) return outcome;
      const { kind: _, ...why } = outcome;
      const rejected = [...sent].sort(ascending).map((record) => ({ record, ...why }));
      return { kind: 'partial', again: others, rejected, reason, ...rest };
    }
    case 'partial': {
      const placed = outcome.rejected.map((one) => ({ ...one, record: sent[one.record]! }));
      const rejected = placed.sort((one, other) => one.record - other.record);
      const inPayload = (indexes: readonly number[]): number[] => indexes.map((index) => sent[index]!).sort(ascending);
      const again = [...inPayload(outcome.again), ...others].sort(ascending);
      const refused = outcome.refused?.map((one) => ({ ...one, records: inPayload(one.records) }));
      return { ...outcome, again, rejected, ...(refused === undefined ? {} : { refused }), ...rest };
    }
    default:
      return outcome;
  }
}

function ascending(one: number, other: number): number {
  return one - other;
}
