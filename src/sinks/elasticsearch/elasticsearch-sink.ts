import type { Payload } from '../../record/payload.js';
import type { SendOutcome, Sink } from '../../record/sink.js';
import { createHttpClient, type HttpResult } from '../http/http-client.js';
import type { HttpOptions } from '../http/http-options.js';
import { maskOutcome } from '../http/mask-outcome.js';
import { parseTarget, type Target, targetBelow } from '../http/target.js';
import { BULK_FILTER } from './bulk-answer.js';
import { classifyBulkResult, problemOfProbe } from './classify-bulk-result.js';
import { createNodeRotation } from './node-rotation.js';

export interface ElasticsearchSinkOptions extends HttpOptions {
  readonly name: string;
  /** Base addresses of the cluster's nodes. */
  readonly url: readonly string[];
  /** The index of operations without an index of their own. */
  readonly fixedIndex: string | undefined;
  /** Names the index of a record, if the records have several. Not given: all have the same. */
  indexOf?(payload: Payload, record: number): string | undefined;
}

/** Bytes of an answer that are read for each record. The answer has a few words for a refused one. */
const ANSWER_BYTES_OF_RECORD = 512;
const LEAST_ANSWER_BYTES = 256 * 1024;
/** The answer to a single record may repeat all of it, with each byte as an escape of this length. */
const LONGEST_ESCAPE = 6;
const HEADERS = { 'content-type': 'application/x-ndjson' };
/** VictoriaLogs takes bulk requests below this path, without an index in the path. */
const WITHOUT_INDEX = /\/insert\/elasticsearch\/?(\?|$)/;

/**
 * Sends bulk requests to Elasticsearch or OpenSearch. A request tries one node after another until one answers. It may
 * be sent twice, which is harmless because documents have ids of their own.
 */
export function createElasticsearchSink(options: ElasticsearchSinkOptions): Sink {
  const { name, url, fixedIndex } = options;
  const targets = url.map((base) => bulkTarget(base, fixedIndex));
  const nodes = createNodeRotation(targets);
  const client = createHttpClient(options);
  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    async send(payload, signal) {
      const { buffer, length, records } = payload;
      const body = buffer.subarray(0, length);
      const answerLimit = answerLimitOf(payload);
      const indexOf = (record: number) => options.indexOf?.(payload, record);
      let outcome: SendOutcome = { kind: 'retry', reason: 'there is no node' };
      for (const target of nodes.order(performance.now())) {
        const result = await client.request({ target, method: 'POST', headers: HEADERS, body, answerLimit, signal });
        outcome = maskOutcome(classifyBulkResult(result, { records, answerLimit, indexOf }, Date.now()), client.mask);
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
      const answerLimit = LEAST_ANSWER_BYTES;
      const results = await Promise.all(
        targets.map((target) => client.request({ target, method: 'POST', headers: HEADERS, answerLimit, signal })),
      );
      const [problem] = results.flatMap((result) => problemOfProbe(result, Date.now()) ?? []);
      if (problem !== undefined) return { ok: false, reason: client.mask(problem) };
      const shown = results.map((result) => result.url).join(', ');
      return { ok: true, accepts: true, found: `${shown} ${results.length > 1 ? 'take' : 'takes'} bulk requests` };
    },
    close: () => client.close(),
  };
}

/** A longer answer makes podtail send the batch in halves. */
function answerLimitOf({ records, length }: Payload): number {
  if (records === 1) return LEAST_ANSWER_BYTES + LONGEST_ESCAPE * length;
  return Math.max(LEAST_ANSWER_BYTES, records * ANSWER_BYTES_OF_RECORD);
}

function bulkTarget(base: string, fixedIndex: string | undefined): Target {
  const index = fixedIndex === undefined || WITHOUT_INDEX.test(base) ? '' : `/${encodeURIComponent(fixedIndex)}`;
  return targetBelow(parseTarget(base), `${index}/_bulk?${BULK_FILTER}`);
}

/** Whether the request may succeed at another node. */
function isNodeFailure(result: HttpResult): boolean {
  return result.kind === 'failed' || result.status >= 500;
}
