import type { SendOutcome } from '../../record/sink.js';
import { classifyAnswer, classifyResult, describeAnswer } from '../http/classify-answer.js';
import type { HttpAnswer, HttpResult } from '../http/http-client.js';
import { isStatus, readExportAnswer, readStatusMessage } from './otlp-answer.js';

const LEAST_ERROR = 400;
/**
 * An internal error of the collector, which OTLP does not retry. A gateway may answer it, too, but without a `Status`.
 */
const INTERNAL_ERROR = 500;

/** The outcome of an answer, and a warning of the collector about records that it took. */
export interface OtlpOutcome {
  readonly outcome: SendOutcome;
  readonly warning?: string;
}

/**
 * Classifies a collector's answer to an export (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Response"). The refused
 * records of a partial success are never sent again, and neither is what a collector refuses for good. A gateway in
 * front of the collector knows nothing of OTLP, so its own answers are classified as for any sink.
 *
 * @param now the wall clock, in milliseconds
 */
export function classifyOtlpResult(result: HttpResult, now: number): OtlpOutcome {
  if (result.kind === 'failed') return { outcome: classifyResult(result, now) };
  const { status } = result;
  if (status >= 200 && status < 300) return classifySuccess(result);
  if (status < LEAST_ERROR) return { outcome: classifyAnswer(result, now) };
  const described = withStatusMessage(result);
  const outcome = classifyAnswer(described, now);
  const isOwnFault = status === INTERNAL_ERROR && (result.body.length === 0 || isStatus(result));
  if (isOwnFault && outcome.kind === 'retry')
    return { outcome: { kind: 'rejected', status, reason: describeAnswer(described) } };
  return { outcome };
}

function classifySuccess(answer: HttpAnswer): OtlpOutcome {
  const read = answer.isWhole ? readExportAnswer(answer) : undefined;
  if (read === undefined) {
    const reason = `${describeAnswer(answer)}: that is not an answer of a collector; are its address and path right?`;
    return { outcome: { kind: 'retry', status: answer.status, reason } };
  }
  const { rejected, message } = read;
  if (rejected === 0) return { outcome: { kind: 'delivered' }, ...(message === '' ? {} : { warning: message }) };
  const reason = `${answer.url} rejected some of them: ${message}`;
  return { outcome: { kind: 'delivered', lost: { records: rejected, reason } } };
}

/** Replaces the body of the answer with the message of its google.rpc.Status, if it has one. */
function withStatusMessage(answer: HttpAnswer): HttpAnswer {
  const message = readStatusMessage(answer);
  return message === undefined ? answer : { ...answer, body: Buffer.from(message) };
}
