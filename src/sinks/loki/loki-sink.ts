import { createPayload, type Payload } from '../../record/payload.js';
import { selectRecords } from '../../record/payload-records.js';
import type { SendOutcome, Sink } from '../../record/sink.js';
import { describeAnswer } from '../http/classify-answer.js';
import { createHttpClient, type HttpResult } from '../http/http-client.js';
import type { HttpOptions } from '../http/http-options.js';
import { parseTarget, withDefaultPath } from '../http/target.js';
import { classifyLokiResult } from './classify-loki-answer.js';
import { compressSnappy } from './compress-snappy.js';
import { createJsonBodies } from './json-bodies.js';
import type { LokiPayloads } from './loki-payloads.js';

export interface LokiSinkOptions extends HttpOptions {
  readonly name: string;
  /** Without a path, `PUSH_PATH` is meant. */
  readonly url: string;
  /** Protobuf is compressed with snappy, JSON as `compression` says. */
  readonly encoding: 'protobuf' | 'json';
}

/** What Loki answers to a push without a stream. */
const NOTHING_SENT: readonly number[] = [400, 422];
const PUSH_PATH = '/loki/api/v1/push';
/** Bytes of an answer that are read: Loki says what is wrong of up to ten entries a stream. */
const ANSWER_LIMIT = 256 * 1024;

/** Pushes payloads of Loki's encoder to Loki (grafana.com/docs/loki, "Ingest logs"). */
export function createLokiSink(options: LokiSinkOptions, payloads: LokiPayloads): Sink {
  const { name, encoding } = options;
  const target = withDefaultPath(parseTarget(options.url), PUSH_PATH);
  const client = createHttpClient(options);
  const isCompressed = encoding === 'protobuf';
  const contentType = isCompressed ? 'application/x-protobuf' : 'application/json';
  const bodies = isCompressed ? { take: compressSnappy, give: () => {} } : createJsonBodies(payloads);

  async function request(payload: Payload, tenant: string | undefined, signal: AbortSignal): Promise<HttpResult> {
    const headers = {
      'content-type': contentType,
      ...(tenant === undefined || tenant === '' ? {} : { 'x-scope-orgid': tenant }),
    };
    const body = bodies.take(payload);
    const request = { target, method: 'POST', headers, body, isCompressed, answerLimit: ANSWER_LIMIT, signal };
    const result = await client.request(request);
    bodies.give(body);
    return result;
  }

  async function push(payload: Payload, signal: AbortSignal): Promise<SendOutcome> {
    const result = await request(payload, payloads.tenantOf(payload, 0), signal);
    return classifyLokiResult(result, () => payloads.entriesOf(payload), Date.now());
  }

  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    async send(payload, signal) {
      const others = recordsOfOthers(payload, payloads);
      return others.length === 0
        ? push(payload, signal)
        : sendFirstTenant(payload, others, (part) => push(part, signal));
    },
    async probe(signal) {
      const result = await request(createPayload(0), payloads.exampleTenant, signal);
      // Some versions refuse a push without a stream, which is as good an answer.
      const isLoki = result.kind === 'answer' && (result.status < 300 || NOTHING_SENT.includes(result.status));
      if (isLoki) return { ok: true, accepts: true, found: `${target.shown} answers` };
      return {
        ok: false,
        reason: result.kind === 'answer' ? describeAnswer(result) : `${result.url}: ${result.reason}`,
      };
    },
    close: () => client.close(),
  };
}

/** The records that are not of the first one's tenant. */
function recordsOfOthers(payload: Payload, payloads: LokiPayloads): number[] {
  const { runs } = payload;
  if (payloads.exampleTenant === undefined) return [];
  const tenant = payloads.tenantOf(payload, 0);
  return runs.flatMap(({ firstRecord }, run) => {
    if (payloads.tenantOf(payload, run) === tenant) return [];
    const end = runs[run + 1]?.firstRecord ?? payload.records;
    return Array.from({ length: end - firstRecord }, (_, index) => firstRecord + index);
  });
}

/** A request is of one tenant: of a payload that has several, the first one's records are sent, all others again. */
async function sendFirstTenant(
  payload: Payload,
  others: readonly number[],
  push: (part: Payload) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  const skipped = new Set(others);
  const first = Array.from({ length: payload.records }, (_, record) => record).filter((record) => !skipped.has(record));
  const outcome = await push(selectRecords(payload, first));
  const reason = 'the other tenants come next';
  if (outcome.kind === 'delivered') return { kind: 'partial', again: others, rejected: [], reason };
  if (outcome.kind === 'rejected') {
    const { reason, status, cause } = outcome;
    const why = { reason, ...(status === undefined ? {} : { status }), ...(cause === undefined ? {} : { cause }) };
    return { kind: 'partial', again: others, rejected: first.map((record) => ({ record, ...why })), reason };
  }
  if (outcome.kind !== 'partial') return outcome;
  const again = [...outcome.again.map((index) => first[index]!), ...others].sort((a, b) => a - b);
  return { ...outcome, again, rejected: outcome.rejected.map((one) => ({ ...one, record: first[one.record]! })) };
}
