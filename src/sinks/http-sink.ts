import type { Payload } from '../record/payload.js';
import type { Sink } from '../record/sink.js';
import { classifyResult } from './http/classify-answer.js';
import { createHttpClient } from './http/http-client.js';
import type { HttpOptions } from './http/http-options.js';
import { parseTarget } from './http/target.js';
import { createJsonArray } from './json-array.js';

export interface HttpSinkOptions extends HttpOptions {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  /** One record a line, or one array of all. */
  readonly body: 'ndjson' | 'array';
}

/** Bytes of an answer that are read: more than a reason needs. */
const ANSWER_LIMIT = 16 * 1024;

/** Sends payloads of JSON lines to any HTTP server; its answer's status is what came of it. */
export function createHttpSink(options: HttpSinkOptions): Sink {
  const { name, method, body } = options;
  const target = parseTarget(options.url);
  const client = createHttpClient(options);
  const headers = { 'content-type': body === 'array' ? 'application/json' : 'application/x-ndjson' };
  const bodyOf = body === 'array' ? createJsonArray : jsonLines;
  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    async send(payload, signal) {
      const request = { target, method, headers, body: bodyOf(payload), answerLimit: ANSWER_LIMIT, signal };
      return classifyResult(await client.request(request), Date.now());
    },
    async probe(signal) {
      const request = { target, method: 'HEAD', headers: {}, answerLimit: ANSWER_LIMIT, signal };
      const result = await client.request(request);
      const outcome = classifyResult(result, Date.now());
      // Whatever else is said to a request without a record says nothing of one with records.
      if (outcome.kind === 'retry' || outcome.kind === 'credentials') return { ok: false, reason: outcome.reason };
      return { ok: true, found: `${target.shown} answers` };
    },
    close: () => client.close(),
  };
}

function jsonLines({ buffer, length }: Payload): Buffer {
  return buffer.subarray(0, length);
}
