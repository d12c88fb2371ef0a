import type { SendOutcome } from '../../record/sink.js';
import { classifyAnswer, classifyResult, describeAnswer } from '../http/classify-answer.js';
import type { HttpAnswer, HttpResult } from '../http/http-client.js';
import { readExportAnswer, readStatusMessage } from './otlp-answer.js';

/** Those that OTLP allows to be tried again: too many requests, bad gateway, unavailable, gateway timeout. */
const RETRYABLE: readonly number[] = [429, 502, 503, 504];
const LEAST_ERROR = 400;
/** Of the statuses that OTLP has no word for: credentials can be mended, and a large request parted. */
const OWN_MEANING: readonly string[] = ['credentials', 'tooLarge'];

/**
 * What a collector's answer to an export means (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Response"): a partial
 * success is never sent again, and neither is what got another status than the four.
 *
 * @param now the wall clock, in milliseconds
 */
export function classifyOtlpResult(result: HttpResult, now: number): SendOutcome {
  if (result.kind === 'failed') return classifyResult(result, now);
  const { status } = result;
  if (status >= 200 && status < 300) return classifySuccess(result);
  const reason = describeFailure(result);
  const outcome = classifyAnswer(result, now);
  if (status < LEAST_ERROR) return outcome;
  if (RETRYABLE.includes(status) || OWN_MEANING.includes(outcome.kind)) return { ...outcome, reason } as SendOutcome;
  return { kind: 'rejected', status, reason };
}

function classifySuccess(answer: HttpAnswer): SendOutcome {
  const { rejected, message } = readExportAnswer(answer);
  if (rejected === 0) return { kind: 'delivered' };
  return { kind: 'delivered', lost: { records: rejected, reason: `${answer.url} rejected some of them: ${message}` } };
}

/** The message of the answer's google.rpc.Status, if it has one. */
function describeFailure(answer: HttpAnswer): string {
  const message = readStatusMessage(answer);
  return message === undefined ? describeAnswer(answer) : describeAnswer({ ...answer, body: Buffer.from(message) });
}
