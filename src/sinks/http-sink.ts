import type { SendOutcome, Sink } from '../record/sink.js';
import { classifyResult, describeAnswer } from './http/classify-answer.js';
import { HTTP_BODIES, type HttpBody } from './http/http-bodies.js';
import { createHttpClient, type HttpAnswer, type HttpResult } from './http/http-client.js';
import type { HttpOptions } from './http/http-options.js';
import { isHtml } from './http/is-html.js';
import { maskOutcome } from './http/mask-outcome.js';
import { parseTarget } from './http/target.js';

export interface HttpSinkOptions extends HttpOptions {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  /** The form of records in the body. */
  readonly body: keyof typeof HTTP_BODIES;
  /** The condition for a 2xx answer to count as a delivery. */
  readonly answer: 'not-html' | 'json' | 'any';
}

/** Bytes of an answer that are read: more than a reason needs. */
const ANSWER_LIMIT = 16 * 1024;
/** The same for an answer with an entry for each record. */
const LONG_ANSWER_LIMIT = 4 * 1024 * 1024;

/** Sends payloads of JSON lines to any HTTP server. The status of the answer is the outcome. */
export function createHttpSink(options: HttpSinkOptions): Sink {
  const { name, method, body, answer } = options;
  const target = parseTarget(options.url);
  const client = createHttpClient(options);
  const { contentType, make, outcomeOf }: HttpBody = HTTP_BODIES[body];
  const headers = { 'content-type': contentType };
  const { isEnough, faultOf } = CHECKS[answer];
  const sending = outcomeOf === undefined ? { answerLimit: ANSWER_LIMIT, isEnough } : WHOLE_ANSWER;

  function classify(result: HttpResult, records: number): SendOutcome {
    const outcome = classifyResult(result, Date.now());
    if (outcome.kind !== 'delivered' || result.kind !== 'answer') return outcome;
    const fault = faultOf(result);
    if (fault === undefined) return outcomeOf?.(result.body, records) ?? outcome;
    return { kind: 'retry', status: result.status, reason: `${describeAnswer(result)}: ${fault}` };
  }

  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    async send(payload, signal) {
      const request = { target, method, headers, body: make(payload), signal, ...sending };
      return maskOutcome(classify(await client.request(request), payload.records), client.mask);
    },
    async probe(signal) {
      const request = { target, method: 'HEAD', headers: {}, answerLimit: ANSWER_LIMIT, signal, isEnough };
      const result = await client.request(request);
      if (result.kind === 'failed') return { ok: false, reason: `${result.url}: ${result.reason}` };
      const outcome = classifyResult(result, Date.now());
      const isUnknown = outcome.kind === 'delivered' || NOTHING_SAID.includes(result.status);
      if (!isUnknown && outcome.kind !== 'rejected')
        return { ok: false, reason: (outcome as { reason: string }).reason };
      return {
        ok: true,
        accepts: false,
        found: `${target.shown} answered ${result.status} to HEAD; the first request shows whether it accepts records`,
      };
    },
    close: () => client.close(),
  };
}

const WHOLE_ANSWER = { answerLimit: LONG_ANSWER_LIMIT, isEnough: () => false };

/** Statuses of a request without records that say nothing about one with records. */
const NOTHING_SAID: readonly number[] = [404, 405, 410];

interface AnswerCheck {
  /** Whether enough of the body is read. Not given: all of it is read. */
  readonly isEnough: (answer: Pick<HttpAnswer, 'headers'>, body: Buffer) => boolean;
  /** Why a 2xx answer is not a delivery. Undefined if it is one. */
  readonly faultOf: (answer: HttpAnswer) => string | undefined;
}

const CHECKS: Readonly<Record<HttpSinkOptions['answer'], AnswerCheck>> = {
  any: { isEnough: () => true, faultOf: () => undefined },
  'not-html': {
    isEnough: (answer, body) => isHtml(answer, body) !== undefined,
    faultOf: (answer) =>
      isHtml(answer, answer.body) === true
        ? 'that is an HTML page, not the answer of a server that takes data; if it is right, set answer: any'
        : undefined,
  },
  json: {
    isEnough: () => false,
    faultOf: ({ body }) => (isJson(body) ? undefined : 'that is not JSON, which answer: json requires'),
  },
};

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
