import type { SendOutcome } from '../../record/sink.js';
import { classifyResult, describeAnswer } from '../http/classify-answer.js';
import type { HttpResult } from '../http/http-client.js';
import type { SentEntry } from './loki-payloads.js';
import { refusedEntries } from './refused-entries.js';
import { refusedByStream } from './refused-streams.js';

const BAD_REQUEST = 400;
const TOO_MANY_REQUESTS = 429;
/** What Loki answers while an operator has blocked a tenant's ingestion: `block_ingestion_status_code`. */
const BLOCKED = 260;
const BLOCKED_CAUSE = 'blocked_ingestion';
/** Limits that Loki's parts have for each other's messages, which come as a 500 or a 400. */
const TOO_LARGE = /received message larger than max|body too large|message too large/i;

/**
 * What Loki's answer to a push means. A 400 is never tried again: it names entries that Loki will never take, while it
 * has taken all others.
 *
 * @param entriesOf reads the entries of the payload; called only where the answer may name some
 * @param now the wall clock, in milliseconds
 */
export function classifyLokiResult(
  result: HttpResult,
  entriesOf: () => readonly SentEntry[],
  now: number,
): SendOutcome {
  if (result.kind === 'failed') return classifyResult(result, now);
  const { status } = result;
  const reason = describeAnswer(result);
  if (status === BLOCKED) return { kind: 'rejected', status, reason, cause: BLOCKED_CAUSE };
  if (status < BAD_REQUEST) return classifyResult(result, now);
  const text = result.body.toString('utf8');
  if (TOO_LARGE.test(text)) return { kind: 'tooLarge', status, reason };
  if (status === TOO_MANY_REQUESTS) {
    const entries = entriesOf();
    const refused = refusedByStream(text, entries);
    // Loki names one stream, whichever it refused; what it took of the others is sent again, which does no harm.
    const again = Array.from(entries, (_, record) => record);
    if (refused !== undefined) return { kind: 'partial', again, rejected: [], reason, status, refused: [refused] };
  }
  if (status !== BAD_REQUEST) return classifyResult(result, now);
  const refusals = refusedEntries(text, entriesOf());
  if (refusals === undefined) return { kind: 'rejected', status, reason };
  const byRecord = new Map<number, { reason: string; cause: string }>();
  for (const refusal of refusals) for (const record of refusal.records) byRecord.set(record, refusal);
  const records = [...byRecord].sort(([a], [b]) => a - b);
  const rejected = records.map(([record, { reason, cause }]) => ({ record, reason, cause, status }));
  return { kind: 'partial', again: [], rejected, reason };
}
