import { isDeepStrictEqual } from 'node:util';
import type { Dispatcher } from 'undici';
import { ownVersion } from '../../os/own-version.js';
import { createCompressor } from './compress.js';
import { decodeBody, decodersOf } from './decode-body.js';
import { createDispatchers, type Dispatchers } from './dispatchers.js';
import type { HttpOptions } from './http-options.js';
import { createSecretMask, type SecretMask } from './mask-secrets.js';
import { describeNetworkFailure } from './network-failure.js';
import { readBody } from './read-body.js';
import { readSecrets, type Secrets, type TlsMaterial } from './secrets.js';
import type { Target } from './target.js';

export interface HttpRequest {
  readonly target: Target;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Must not change until the result is known. */
  readonly body?: Buffer;
  /** The body is already compressed (snappy), or must not be compressed. */
  readonly isCompressed?: boolean;
  /** Maximum bytes of the body of the answer. */
  readonly answerLimit: number;
  /**
   * Whether this part of the body of a 2xx answer is enough. Then podtail does not wait for the rest. Not given: all of
   * it is read.
   */
  isEnough?(answer: Pick<HttpAnswer, 'status' | 'headers'>, body: Buffer): boolean;
  /** See `Sink.send`. */
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  /** For messages (see `Target.shown`). */
  readonly url: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The decoded body. It may repeat secrets. */
  readonly body: Buffer;
  /** Whether `body` is complete: neither cut at the limit, nor interrupted, nor left early. */
  readonly isWhole: boolean;
  /** Masks secrets that podtail sent in a text of the answer. To be used before a text is cut. */
  readonly mask: SecretMask;
}

/** An answer, or why there is none. `reason` says what happened and what to do, and holds no secret. */
export type HttpResult = HttpAnswer | { readonly kind: 'failed'; readonly url: string; readonly reason: string };

/** The connections of one sink. */
export interface HttpClient {
  /** Sends one request, once. Never rejects: failures of the network and of files are in the result. */
  request(request: HttpRequest): Promise<HttpResult>;
  /** Masks secrets that podtail sent in a text of a server, as far as they have been read so far. */
  mask(text: string): string;
  /** Bytes of bodies sent so far, after compression. */
  readonly sentBytes: number;
  /** Waits for the requests in flight. */
  close(): Promise<void>;
}

/** Statuses after which secrets are read again: unauthorized, forbidden, proxy authentication required. */
const REFUSALS = [401, 403, 407];
/**
 * How long secrets and connections are used, in milliseconds. Then the next request reads the files again and opens new
 * connections. So podtail notices a changed address or certificate within a minute.
 */
const LIFETIME = 45_000;
const FIRST_ERROR = 300;
/** Maximum bytes of a failure's answer that are read. */
const MOST_ERROR_BYTES = 256 * 1024;

/** Secrets that were read from files, and the connections and masks made from them. */
interface Known {
  readonly secrets: Secrets;
  readonly mask: SecretMask;
}

/**
 * Creates a client that keeps connections between requests. It reads secrets and certificates from their files at the
 * first request, at the first request after a refusal or a network failure, and when the last reading is some time ago.
 *
 * @param now milliseconds, never falling
 */
export function createHttpClient(options: HttpOptions, now = (): number => performance.now()): HttpClient {
  const ownHeaders = lowerCased(options.headers);
  const userAgent = `podtail/${ownVersion()}`;
  const compressor = createCompressor(options.compression);
  const urls = new Set(options.proxy.includes('@') ? [options.proxy] : []);
  let known: Promise<Known> | undefined;
  let latest: Known | undefined;
  let dispatchers: Dispatchers | undefined;
  let sentBytes = 0;
  let readAt = 0;
  let madeAt = 0;
  let madeWith: TlsMaterial | undefined;

  function dispatcherFor(target: Target, tls: TlsMaterial): Dispatcher {
    if (dispatchers === undefined || now() - madeAt >= LIFETIME || !isDeepStrictEqual(tls, madeWith)) {
      void dispatchers?.close();
      dispatchers = createDispatchers(options, tls);
      madeAt = now();
      madeWith = tls;
    }
    return dispatchers.for(target);
  }

  async function readKnown(): Promise<Known> {
    readAt = now();
    const secrets = await readSecrets(options);
    const { authorization } = secrets;
    const { secretTexts: texts = [] } = options;
    latest = { secrets, mask: createSecretMask({ authorization, headers: ownHeaders, urls: [...urls], texts }) };
    return latest;
  }

  /**
   * The current secrets and connections. They are read again if that is some time ago. If a file cannot be read then,
   * the old content stays in use.
   */
  function current(): Promise<Known> {
    const before = latest;
    if (known === undefined) known = readKnown();
    else if (before !== undefined && now() - readAt >= LIFETIME) known = readKnown().catch(() => before);
    return known;
  }

  async function send(request: HttpRequest, { secrets, mask }: Known): Promise<HttpAnswer> {
    const { target, body = null, isCompressed = false, method, signal, isEnough } = request;
    const { authorization, tls } = secrets;
    const { timeouts } = options;
    const compressed = body === null || isCompressed ? undefined : await compressor.compress(body);
    const headers = {
      'user-agent': userAgent,
      ...request.headers,
      ...(compressed === undefined ? {} : { 'content-encoding': compressed.encoding }),
      ...(authorization === undefined ? {} : { authorization }),
      ...ownHeaders,
    };
    sentBytes += (compressed?.bytes ?? body)?.length ?? 0;
    const answer = await dispatcherFor(target, tls).request({
      origin: target.origin,
      path: target.path,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: compressed?.bytes ?? body,
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.body,
      signal,
    });
    const head = { status: answer.statusCode, headers: answer.headers };
    const isError = head.status >= FIRST_ERROR;
    const bytes = isError ? Math.min(request.answerLimit, MOST_ERROR_BYTES) : request.answerLimit;
    const decoders = decodersOf(answer.headers['content-encoding']);
    const isAsked = isEnough !== undefined && !isError && decoders.length === 0;
    const raw = await readBody(answer.body, {
      bytes,
      time: timeouts.body,
      isEnough: isAsked ? (start) => isEnough(head, start) : undefined,
    });
    const read = await decodeBody(raw, decoders, bytes);
    if (compressed !== undefined && compressor.isRefused(compressed.encoding, head.status, read.body)) {
      return send(request, { secrets, mask });
    }
    return { kind: 'answer', url: target.shown, ...head, ...read, mask };
  }

  return {
    async request(request) {
      if (request.target.path.includes('?') && !urls.has(request.target.path)) {
        urls.add(request.target.path);
        known = undefined;
      }
      const used = current();
      const result = await used
        .then((read) => send(request, read))
        .catch((error: unknown): HttpResult => {
          const reason = whyAborted(request.signal) ?? describeNetworkFailure(error);
          return { kind: 'failed', url: request.target.shown, reason: latest?.mask(reason) ?? reason };
        });
      const isRefused = result.kind === 'failed' || REFUSALS.includes(result.status);
      if (isRefused && known === used) known = undefined;
      return result;
    },
    mask: (text) => latest?.mask(text) ?? text,
    get sentBytes() {
      return sentBytes;
    },
    async close() {
      await dispatchers?.close();
    },
  };
}

function whyAborted({ aborted, reason }: AbortSignal): string | undefined {
  if (!aborted) return undefined;
  return typeof reason === 'string' ? reason : 'podtail is stopping';
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
