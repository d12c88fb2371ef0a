import type { Payload } from '../../record/payload.js';
import type { SendOutcome, Sink } from '../../record/sink.js';
import { classifyResult } from '../http/classify-answer.js';
import { createHttpClient, type HttpResult } from '../http/http-client.js';
import type { HttpOptions } from '../http/http-options.js';
import { parseTarget, targetBelow } from '../http/target.js';
import { BULK_FILTER, classifyBulkAnswer } from './bulk-answer.js';
import { createNodeRotation } from './node-rotation.js';

export interface ElasticsearchSinkOptions extends HttpOptions {
  readonly name: string;
  /** Base addresses of the cluster's nodes. */
  readonly url: readonly string[];
  /** The index of the operations that name none. */
  readonly fixedIndex: string | undefined;
  /** Names the index of a record of a payload, where records have several. Not given: all have the same. */
  indexOf?(payload: Payload, record: number): string | undefined;
}

/** An answer has a few words a record that failed, and its server may cut those. */
const ANSWER_LIMIT = 64 * 1024 * 1024;
const HEADERS = { 'content-type': 'application/x-ndjson' };

/**
 * Sends bulk requests to Elasticsearch or OpenSearch. A request goes from node to node until one answers; that one may be
 * sent twice does not matter, as documents have ids of their own.
 */
export function createElasticsearchSink(options: ElasticsearchSinkOptions): Sink {
  const { name, url, fixedIndex } = options;
  const path = `${fixedIndex === undefined ? '' : `/${encodeURIComponent(fixedIndex)}`}/_bulk?${BULK_FILTER}`;
  const targets = url.map((base) => targetBelow(parseTarget(base), path));
  const nodes = createNodeRotation(targets);
  const client = createHttpClient(options);
  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    async send(payload, signal) {
      const { buffer, length } = payload;
      const body = buffer.subarray(0, length);
      let outcome: SendOutcome = { kind: 'retry', reason: 'there is no node' };
      for (const target of nodes.order(performance.now())) {
        const request = { target, method: 'POST', headers: HEADERS, body, answerLimit: ANSWER_LIMIT, signal };
        const result = await client.request(request);
        outcome = classify(result, payload, options);
        if (signal.aborted) return outcome;
        if (!isNodeFailure(result)) {
          nodes.worked(target);
          return outcome;
        }
        nodes.failed(target, performance.now());
      }
      return outcome;
    },
    async probe(signal) {
      const requests = targets.map((target) =>
        client.request({ target, method: 'POST', headers: HEADERS, answerLimit: ANSWER_LIMIT, signal }),
      );
      const results = await Promise.all(requests);
      const [problem] = results.flatMap((result) => problemOf(result) ?? []);
      if (problem !== undefined) return { ok: false, reason: problem };
      return {
        ok: true,
        found: `${results.map((result) => result.url).join(', ')} ${results.length > 1 ? 'answer' : 'answers'}`,
      };
    },
    close: () => client.close(),
  };
}

/** A bulk request of nothing is refused as that by whoever would take one of something. */
function problemOf(result: HttpResult): string | undefined {
  if (result.kind === 'answer' && result.status === 400) return undefined;
  const outcome = classifyResult(result, Date.now());
  return 'reason' in outcome ? outcome.reason : undefined;
}

function classify(result: HttpResult, payload: Payload, options: ElasticsearchSinkOptions): SendOutcome {
  const outcome = classifyResult(result, Date.now());
  if (outcome.kind !== 'delivered' || result.kind !== 'answer') return outcome;
  return classifyBulkAnswer(result, payload.records, (record) => options.indexOf?.(payload, record));
}

/** Whether another node may do better. */
function isNodeFailure(result: HttpResult): boolean {
  return result.kind === 'failed' || result.status >= 500;
}
