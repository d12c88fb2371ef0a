import { counted } from '../../record/counted.js';
import type { SendOutcome } from '../../record/sink.js';
import { classifyResult, describeAnswer } from '../http/classify-answer.js';
import type { HttpAnswer, HttpResult } from '../http/http-client.js';
import { classifyBulkAnswer, saysNoErrors } from './bulk-answer.js';

const BAD_REQUEST = 400;
/** Added to the refusal of a whole request: operations before the unreadable one may be done. */
const MAYBE_STORED =
  'some of its records may be stored; a replay does not store them twice, because of their ids, except in VictoriaLogs, which has no ids';

/** The request of the answer. */
interface BulkRequest {
  readonly records: number;
  /** Maximum bytes of an answer that were read. */
  readonly answerLimit: number;
  /** See `classifyBulkAnswer`. */
  indexOf(record: number): string | undefined;
}

/**
 * Classifies the result of a bulk request.
 *
 * @param now the wall clock, in milliseconds
 */
export function classifyBulkResult(
  result: HttpResult,
  { records, answerLimit, indexOf }: BulkRequest,
  now: number,
): SendOutcome {
  const outcome = classifyResult(result, now);
  if (result.kind === 'failed') return outcome;
  if (outcome.kind === 'rejected') return { ...outcome, reason: `${outcome.reason}; ${MAYBE_STORED}` };
  if (outcome.kind !== 'delivered') return outcome;
  const isTooLittle = isTooLong(result, answerLimit) && !saysNoErrors(result);
  return isTooLittle ? tooLong(result, records) : classifyBulkAnswer(result, records, indexOf);
}

/**
 * What is wrong with a server, by its answer to an empty bulk request. Undefined if it takes bulk requests.
 * Elasticsearch and OpenSearch refuse an empty one in their own words. VictoriaLogs takes it.
 */
export function problemOfProbe(result: HttpResult, now: number): string | undefined {
  if (result.kind === 'answer' && result.status === BAD_REQUEST) {
    return isRefusalOfNothing(result) ? undefined : describeAnswer(result);
  }
  const outcome = classifyResult(result, now);
  if (outcome.kind !== 'delivered' || result.kind === 'failed') return 'reason' in outcome ? outcome.reason : undefined;
  const bulk = classifyBulkAnswer(result, 0);
  return 'reason' in bulk ? bulk.reason : undefined;
}

/** The answer for one record is short. A long answer may have many records, each refused with its text. */
function tooLong(answer: HttpAnswer, records: number): SendOutcome {
  const reason = `${answer.url} sent a longer answer than podtail reads for ${counted(records, 'record')}`;
  return records > 1
    ? { kind: 'tooLarge', status: answer.status, reason }
    : { kind: 'retry', status: answer.status, reason };
}

function isTooLong({ isWhole, body }: HttpAnswer, answerLimit: number): boolean {
  return !isWhole && body.length >= answerLimit;
}

function isRefusalOfNothing({ body }: HttpAnswer): boolean {
  try {
    const { error } = JSON.parse(body.toString('utf8')) as { error?: { type?: unknown } };
    return (
      typeof error?.type === 'string' &&
      /^(parse|action_request_validation|illegal_argument)_exception$/.test(error.type)
    );
  } catch {
    return false;
  }
}
