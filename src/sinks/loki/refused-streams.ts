import type { RefusedRecords } from '../../record/sink.js';
import type { SecretMask } from '../http/mask-secrets.js';
import type { SentEntry } from './loki-payloads.js';
import { isSameStream } from './stream-name.js';

const STREAM = /(?:for stream:?|create stream) '?(\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})/;
/** Loki's message when a tenant has too many streams. */
const ONE_TOO_MANY = /active stream limit exceeded/i;
const TOO_MANY_REQUESTS = 429;

/**
 * The entries of the stream that a 429 of Loki names, because the stream is above its own limit
 * (`per_stream_rate_limit`), or is one too many. Undefined if it names no stream of the payload, for example because
 * the tenant is above its limit.
 *
 * @param text the body of the answer
 * @param mask masks secrets in the reason
 */
export function refusedByStream(
  text: string,
  entries: readonly SentEntry[],
  mask: SecretMask,
): RefusedRecords | undefined {
  const named = STREAM.exec(text)?.[1];
  if (named === undefined) return undefined;
  const known = new Map<string, boolean>();
  const isNamed = (stream: string): boolean => {
    const is = known.get(stream) ?? isSameStream(stream, named);
    known.set(stream, is);
    return is;
  };
  const records = entries.flatMap(({ stream }, record) => (isNamed(stream) ? [record] : []));
  if (records.length === 0) return undefined;
  const limit = ONE_TOO_MANY.test(text)
    ? 'the number of streams is at the limit of Loki (limits_config.max_global_streams_per_user)'
    : "its stream is over Loki's limit for one stream (limits_config.per_stream_rate_limit and per_stream_rate_limit_burst)";
  const reason = `${limit}: ${mask(text).trim().slice(0, MOST_REASON)}`;
  return { destination: entries[records[0]!]!.stream, records, reason, status: TOO_MANY_REQUESTS };
}

/** Maximum characters of an answer in a reason. */
const MOST_REASON = 300;
