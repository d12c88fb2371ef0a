import type { Payload } from '../../record/payload.js';
import { rangesOf } from '../../record/payload-records.js';
import type { SendOutcome } from '../../record/sink.js';
import type { StreamPiece } from '../../record/stream-run.js';
import type { HttpResult } from '../http/http-client.js';
import { classifyLokiResult } from './classify-loki-answer.js';
import { learnFromAnswer } from './learn-from-answer.js';
import type { LokiPayloads, SentEntry } from './loki-payloads.js';
import { type PlannedPush, piecesOf } from './plan-pushes.js';
import type { StreamWatch } from './stream-watch.js';

/**
 * Sends one push of a payload, and returns the outcome for the payload. Records that are not in the push have to be
 * sent again.
 *
 * @param isWhole whether the push has the whole payload
 */
export async function sendPush(
  payload: Payload,
  push: PlannedPush,
  isWhole: boolean,
  payloads: LokiPayloads,
  watch: StreamWatch,
  request: (payload: Payload, tenant: string | undefined) => Promise<HttpResult>,
): Promise<SendOutcome> {
  const pieces = piecesToCompose(payload, push, isWhole, payloads);
  const sent = pieces === undefined ? payload : payloads.compose(payload, pieces);
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
  if (pieces === undefined || (isWhole && learnt.kind === 'delivered')) return learnt;
  return ofPayload(learnt, pieces.flatMap(recordsOf), payload.records);
}

/** The pieces to send, in order. Undefined if the payload is sent unchanged. */
function piecesToCompose(
  payload: Payload,
  push: PlannedPush,
  isWhole: boolean,
  { secondsOf }: LokiPayloads,
): readonly StreamPiece[] | undefined {
  const { streams } = push;
  const isInOrder = streams.length > 1 || streams[0]!.isInOrder;
  const isLate = streams.some((stream) => stream.isLate);
  if (isWhole && isInOrder && !isLate) return undefined;
  const pieces = piecesOf(push);
  if (isInOrder) return pieces;
  // Sorted by time, no newer entry of the push makes another one too far behind, and Loki's count refers to the first
  // ones.
  const records = pieces.flatMap(recordsOf).sort((one, other) => secondsOf(payload, one) - secondsOf(payload, other));
  return rangesOf(records).map(([first, end]) => ({ first, end, isLate }));
}

function recordsOf({ first, end }: StreamPiece): number[] {
  return Array.from({ length: end - first }, (_, place) => first + place);
}

/** Converts the outcome of a push, whose records were sent in that order, into an outcome for the payload. */
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
