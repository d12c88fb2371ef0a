import type { SendOutcome } from '../../record/sink.js';
import type { HttpResult } from '../http/http-client.js';
import type { SentEntry } from './loki-payloads.js';
import type { PlannedPush } from './plan-pushes.js';
import { oldestAcceptable, TOO_FAR_BEHIND } from './refused-entries.js';
import type { StreamWatch } from './stream-watch.js';

/** What was sent. */
interface SentPush {
  readonly push: PlannedPush;
  /** Its entries, in the order in which they were sent. */
  readonly entriesOf: () => readonly SentEntry[];
  /** In seconds since 1970. */
  readonly now: number;
}

type Partial = Extract<SendOutcome, { kind: 'partial' }>;

const BLOCKED = 260;
const BAD_REQUEST = 400;
const TOO_MANY_REQUESTS = 429;
/** A distributor's refusal of a tenant above its limit. It takes nothing of that tenant then. */
const OF_THE_TENANT = /ingestion rate limit exceeded/i;

/**
 * Remembers what an answer says about the streams of a push, and decides what to do. Entries that are too far behind in
 * their stream are sent again if there is another stream for them. Entries of several streams of which one was refused
 * are sent again separately.
 */
export function learnFromAnswer(
  outcome: SendOutcome,
  result: HttpResult,
  sent: SentPush,
  watch: StreamWatch,
): SendOutcome {
  const { push, now } = sent;
  if (result.kind === 'failed') return outcome;
  const { status } = result;
  const hasTaken = outcome.kind === 'delivered' || status === BAD_REQUEST;
  if (hasTaken) for (const part of push.streams) watch.sent(part, now);
  const isOfStreams = status === TOO_MANY_REQUESTS && !OF_THE_TENANT.test(result.body.toString('utf8'));
  if (isOfStreams || status === BLOCKED) for (const { key } of push.streams) watch.isolate(key, now);
  if (status === BLOCKED && push.streams.length > 1) {
    const again = sent.entriesOf().map((_, record) => record);
    return {
      kind: 'partial',
      again,
      rejected: [],
      reason: 'reason' in outcome ? outcome.reason : '',
      isOtherwise: true,
    };
  }
  return outcome.kind === 'partial' ? withLate(outcome, sent, watch) : outcome;
}

/** Marks entries that are too far behind as to be sent again. */
function withLate(outcome: Partial, { push: { streams }, entriesOf }: SentPush, watch: StreamWatch): Partial {
  const [stream] = streams;
  const isBehind = ({ cause }: { readonly cause?: string }): boolean => cause === TOO_FAR_BEHIND;
  const behind = outcome.rejected.filter(isBehind);
  if (behind.length === 0 || streams.length > 1) return outcome;
  const entries = entriesOf();
  const seconds = behind.map(({ record }) => Number(entries[record]!.time / 1_000_000_000n) + 1);
  const oldest = Math.max(...seconds, ...behind.map(({ reason }) => oldestAcceptable(reason)));
  watch.behind(stream!.key, oldest);
  if (!stream!.canBeLate) return outcome;
  const again = [...outcome.again, ...behind.map(({ record }) => record)].sort((one, other) => one - other);
  return { ...outcome, again, rejected: outcome.rejected.filter((one) => !isBehind(one)), isOtherwise: true };
}
