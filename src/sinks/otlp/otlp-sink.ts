import type { Diagnostics } from '../../record/diagnostics.js';
import { createPayload, type Payload } from '../../record/payload.js';
import type { Sink } from '../../record/sink.js';
import { createHttpClient } from '../http/http-client.js';
import type { HttpOptions } from '../http/http-options.js';
import { maskOutcome } from '../http/mask-outcome.js';
import { parseTarget, withDefaultPath } from '../http/target.js';
import { classifyOtlpResult, type OtlpOutcome } from './classify-otlp-answer.js';

export interface OtlpSinkOptions extends HttpOptions {
  readonly name: string;
  /** The path defaults to `LOGS_PATH`. */
  readonly url: string;
  readonly encoding: 'protobuf' | 'json';
}

const LOGS_PATH = '/v1/logs';
/** Maximum bytes of an answer that are read. More than a reason needs. */
const ANSWER_LIMIT = 64 * 1024;
/** Maximum number of different warnings of a collector that are logged. */
const MOST_WARNINGS = 20;

/**
 * Exports payloads of the OTLP encoder to a collector over HTTP (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP").
 *
 * @param toJson converts a payload into the body of a JSON export
 * @param diagnostics gets each warning of a collector once
 */
export function createOtlpSink(
  options: OtlpSinkOptions,
  toJson: (payload: Payload) => Buffer,
  diagnostics: Pick<Diagnostics, 'warn'>,
): Sink {
  const { name, encoding } = options;
  const target = withDefaultPath(parseTarget(options.url), LOGS_PATH);
  const client = createHttpClient(options);
  const headers = { 'content-type': encoding === 'protobuf' ? 'application/x-protobuf' : 'application/json' };
  const bodyOf = encoding === 'protobuf' ? protobuf : toJson;
  const warnings = new Set<string>();

  async function exportLogs(payload: Payload, signal: AbortSignal): Promise<OtlpOutcome> {
    const request = { target, method: 'POST', headers, body: bodyOf(payload), answerLimit: ANSWER_LIMIT, signal };
    const { outcome, warning } = classifyOtlpResult(await client.request(request), Date.now());
    return { outcome: maskOutcome(outcome, client.mask), ...(warning === undefined ? {} : { warning }) };
  }

  function warn(warning: string): void {
    if (warnings.has(warning) || warnings.size >= MOST_WARNINGS) return;
    warnings.add(warning);
    diagnostics.warn(`the sink ${name} took all records, with a warning: ${client.mask(warning)}`, { sink: name });
  }

  return {
    name,
    get sentBytes() {
      return client.sentBytes;
    },
    async send(payload, signal) {
      const { outcome, warning } = await exportLogs(payload, signal);
      if (warning !== undefined) warn(warning);
      return outcome;
    },
    async probe(signal) {
      const { outcome } = await exportLogs(createPayload(0), signal);
      // The specification requires that an empty export is accepted.
      return 'reason' in outcome
        ? { ok: false, reason: outcome.reason }
        : { ok: true, accepts: true, found: `${target.shown} takes exports` };
    },
    close: () => client.close(),
  };
}

function protobuf({ buffer, length }: Payload): Buffer {
  return buffer.subarray(0, length);
}
