import { createPayload, type Payload } from '../../record/payload.js';
import type { Sink } from '../../record/sink.js';
import { createHttpClient, type HttpResult } from '../http/http-client.js';
import type { HttpOptions } from '../http/http-options.js';
import { maskOutcome } from '../http/mask-outcome.js';
import { parseTarget, withDefaultPath } from '../http/target.js';
import { compressSnappy } from './compress-snappy.js';
import { createJsonBodies } from './json-bodies.js';
import type { LokiPayloads } from './loki-payloads.js';
import { type PlannedPush, planPushes, rangesOfPush } from './plan-pushes.js';
import { judgeProbe } from './probe-loki.js';
import { sendPush } from './send-push.js';
import { createStreamWatch } from './stream-watch.js';

export interface LokiSinkOptions extends HttpOptions {
  readonly name: string;
  /** The path defaults to `PUSH_PATH`. */
  readonly url: string;
  /** Protobuf is compressed with snappy, and JSON as `compression` says. */
  readonly encoding: 'protobuf' | 'json';
}

const PUSH_PATH = '/loki/api/v1/push';
/** Maximum bytes of an answer that are read. Loki explains each entry that its distributor refuses. */
const ANSWER_LIMIT = 256 * 1024;

/** Pushes payloads of Loki's encoder to Loki (grafana.com/docs/loki, "Ingest logs"). */
export function createLokiSink(options: LokiSinkOptions, payloads: LokiPayloads): Sink {
  const { name, encoding } = options;
  const target = withDefaultPath(parseTarget(options.url), PUSH_PATH);
  const client = createHttpClient(options);
  const isCompressed = encoding === 'protobuf';
  const contentType = isCompressed ? 'application/x-protobuf' : 'application/json';
  const bodies = isCompressed ? { take: compressSnappy, give: () => {} } : createJsonBodies(payloads);
  const watch = createStreamWatch();

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

  /** The planned pushes of payloads that are sent next. */
  const planned = new WeakMap<Payload, readonly PlannedPush[]>();

  function plan(payload: Payload): readonly PlannedPush[] {
    return planPushes(payload, payloads, watch, Date.now() / 1000);
  }

  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    divide(payload) {
      const pushes = plan(payload);
      planned.set(payload, pushes);
      return pushes.length === 1 ? [] : pushes.map(rangesOfPush);
    },
    async send(payload, signal) {
      const pushes = planned.get(payload) ?? plan(payload);
      planned.delete(payload);
      const send = (sent: Payload, tenant: string | undefined) => request(sent, tenant, signal);
      const outcome = await sendPush(payload, pushes[0]!, pushes.length === 1, payloads, watch, send);
      return maskOutcome(outcome, client.mask);
    },
    async probe(signal) {
      return judgeProbe(await request(createPayload(0), payloads.exampleTenant, signal), target);
    },
    close: () => client.close(),
  };
}
