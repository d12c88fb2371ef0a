import type { SendOutcome } from '../../record/sink.js';
import { classifyAnswer, classifyResult, describeAnswer } from '../http/classify-answer.js';
import type { HttpAnswer, HttpResult } from '../http/http-client.js';
import { isStatus, readExportAnswer, readStatusMessage } from './otlp-answer.js';

const LEAST_ERROR = 400;
/** A fault of the collector's own, which OTLP does not let be tried again; a gateway says so, too, but with no `Status`. */
const INTERNAL_ERROR = 500;

/** What an answer means, and what the collector says besides of records that it took. */
export interface OtlpOutcome {
  readonly outcome: SendOutcome;
  readonly warning?: string;
}

/**
 * What a collector's answer to an export means (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Response"): a partial
 * success is never sent again, and neither is what a collector refuses for good. What is between podtail and the collector
 * knows nothing of OTLP: what it says of its own means what it does to any sink.
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

/** With the message of the answer's google.rpc.Status as its body, if it has one. */
function withStatusMessage(answer: HttpAnswer): HttpAnswer {
  const message = readStatusMessage(answer);
  return message === undefined ? answer : { ...answer, body: Buffer.from(message) };
}
