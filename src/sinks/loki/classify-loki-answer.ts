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
/** Loki's status while an operator blocks the ingestion of a tenant (`block_ingestion_status_code`). */
const BLOCKED = 260;
const BLOCKED_CAUSE = 'blocked_ingestion';
/** Limits of messages between the components of Loki, reported as 500 or 400. */
const TOO_LARGE = /received message larger than max|body too large|message too large/i;

/** A name of metadata that Loki cannot normalise, reported as 500. */
const NAME = /normalization for label name ("(?:[^"\\]|\\.)*")/;

/** The records that were sent. Used only if the answer may refer to some of them. */
interface SentRecords {
  entriesOf(): readonly SentEntry[];
  /** The records with structured metadata of that name, ascending. */
  recordsNaming(name: string): readonly number[];
}

/**
 * Classifies Loki's answer to a push. Entries that a 400 names are never sent again. If Loki may have refused others
 * without naming them, these are sent again.
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
    // Loki names only one of the refused streams. Entries of the others that it took are sent again, which is harmless.
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

/** Loki took nothing of the push because of these records, or because of all if it is unclear which. */
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

/** Unquotes a text that Go quoted. */
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

/**
 * Loki answers 204, and compatible servers 200, with an empty body. An answer with a page comes from something else.
 */
function classifySuccess(result: HttpAnswer, now: number): SendOutcome {
  const { status, body } = result;
  const isTaken = status === NO_CONTENT || body.toString('latin1').trim() === '';
  if (status >= 300 || isTaken) return classifyResult(result, now);
  const reason = `${describeAnswer(result)}; that is not an answer of Loki, which has no body after a push; check the URL, and the proxy before Loki`;
  return { kind: 'retry', status, reason };
}
