import type { SendOutcome } from '../../record/sink.js';
import { classifyResult, describeAnswer } from '../http/classify-answer.js';
import type { HttpAnswer, HttpResult } from '../http/http-client.js';
import type { SentEntry } from './loki-payloads.js';
import { refusedEntries } from './refused-entries.js';
import { refusedByStream } from './refused-streams.js';

const NO_CONTENT = 204;
const BAD_REQUEST = 400;
const TOO_MANY_REQUESTS = 429;
const INTERNAL_ERROR = 500;
/** What Loki answers while an operator has blocked a tenant's ingestion: `block_ingestion_status_code`. */
const BLOCKED = 260;
const BLOCKED_CAUSE = 'blocked_ingestion';
/** Limits that Loki's parts have for each other's messages, which come as a 500 or a 400. */
const TOO_LARGE = /received message larger than max|body too large|message too large/i;

/** Of a metadata name that Loki cannot make legal, which it says with a 500. */
const NAME = /normalization for label name ("(?:[^"\\]|\\.)*")/;

/** What was sent; asked only where the answer may mean some of it. */
interface SentRecords {
  entriesOf(): readonly SentEntry[];
  /** The records that have structured metadata of that name, ascending. */
  recordsNaming(name: string): readonly number[];
}

/**
 * What Loki's answer to a push means. Of a 400 the entries that it names are never tried again; where it may have refused
 * others without naming them, these are sent again.
 *
 * @param now the wall clock, in milliseconds
 */
export function classifyLokiResult(
  result: HttpResult,
  { entriesOf, recordsNaming }: SentRecords,
  now: number,
): SendOutcome {
  if (result.kind === 'failed') return classifyResult(result, now);
  const { status } = result;
  const reason = describeAnswer(result);
  if (status === BLOCKED) return { kind: 'rejected', status, reason, cause: BLOCKED_CAUSE };
  if (status < BAD_REQUEST) return classifySuccess(result, now);
  const text = result.body.toString('utf8');
  if (TOO_LARGE.test(text)) return { kind: 'tooLarge', status, reason };
  if (status === TOO_MANY_REQUESTS) {
    const entries = entriesOf();
    const refused = refusedByStream(text, entries, result.mask);
    // Loki names one stream, whichever it refused; what it took of the others is sent again, which does no harm.
    const again = Array.from(entries, (_, record) => record);
    if (refused !== undefined) return { kind: 'partial', again, rejected: [], reason, status, refused: [refused] };
  }
  const illegalName = status === INTERNAL_ERROR ? NAME.exec(text)?.[1] : undefined;
  if (illegalName !== undefined) {
    return withoutRecords(recordsNaming(unquoted(illegalName)), entriesOf().length, { status, reason });
  }
  if (status !== BAD_REQUEST) return classifyResult(result, now);
  const entries = entriesOf();
  const refused = refusedEntries(text, !result.isWhole, entries);
  if (refused === undefined) return classifyResult(result, now);
  const byRecord = new Map<number, { reason: string; cause: string }>();
  for (const refusal of refused.refusals) for (const record of refusal.records) byRecord.set(record, refusal);
  const records = [...byRecord].sort(([a], [b]) => a - b);
  const rejected = records.map(([record, { reason, cause }]) => ({ record, reason, cause, status }));
  const others = entries.flatMap((_, record) => (byRecord.has(record) ? [] : [record]));
  if (refused.isComplete || others.length === 0) return { kind: 'partial', again: [], rejected, reason };
  return { kind: 'partial', again: others, rejected, reason, isOtherwise: true };
}

/** Loki has taken nothing of the push, because of these records; where it is not clear which, because of all. */
function withoutRecords(
  records: readonly number[],
  all: number,
  { status, reason }: { readonly status: number; readonly reason: string },
): SendOutcome {
  const cause = 'metadata_name';
  if (records.length === 0 || records.length === all) return { kind: 'rejected', status, reason, cause };
  const refused = new Set(records);
  const again = Array.from({ length: all }, (_, record) => record).filter((record) => !refused.has(record));
  const rejected = records.map((record) => ({ record, status, reason, cause }));
  return { kind: 'partial', again, rejected, reason, isOtherwise: true };
}

/** The text that Go quoted. */
function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted.replaceAll(/\\x(..)/g, '\\u00$1').replaceAll(/\\U000(.{5})/g, codePoint)) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

function codePoint(_: string, hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

/** Loki answers 204, and what imitates it 200, without a word: a page is of something else. */
function classifySuccess(result: HttpAnswer, now: number): SendOutcome {
  const { status, body } = result;
  const isTaken = status === NO_CONTENT || body.toString('latin1').trim() === '';
  if (status >= 300 || isTaken) return classifyResult(result, now);
  const reason = `${describeAnswer(result)}; that is not an answer of Loki, which has no body after a push; check the URL, and the proxy before Loki`;
  return { kind: 'retry', status, reason };
}
