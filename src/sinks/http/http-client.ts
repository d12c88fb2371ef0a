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
  /** The body is compressed already (snappy), or must not be. */
  readonly isCompressed?: boolean;
  /** The most bytes of the answer's body to wait for. */
  readonly answerLimit: number;
  /**
   * Of an answer of 2xx: whether this much of its body is enough, so that the rest is not waited for. Not given: all of it
   * is read.
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
  /** As the server sent it, decoded: it may repeat secrets. */
  readonly body: Buffer;
  /** Whether `body` is all of it: not cut at the request's limit, not broken off by the network, and not left. */
  readonly isWhole: boolean;
  /** Hides in a text of the answer what podtail sent that is secret. To be used before a text is cut. */
  readonly mask: SecretMask;
}

/** An answer, or why there is none. `reason` says what happened and what to do, and holds no secret. */
export type HttpResult = HttpAnswer | { readonly kind: 'failed'; readonly url: string; readonly reason: string };

/** The connections of one sink. */
export interface HttpClient {
  /** Sends one request, once. Never rejects: what the network and files do wrong is in the result. */
  request(request: HttpRequest): Promise<HttpResult>;
  /** Hides in a text of a server what podtail sent that is secret, as far as it was read up to now. */
  mask(text: string): string;
  /** Bytes of bodies, compressed, that were sent up to now. */
  readonly sentBytes: number;
  /** Waits for the requests in flight. */
  close(): Promise<void>;
}

/** Statuses after which secrets are read again: unauthorized, forbidden, proxy authentication required. */
const REFUSALS = [401, 403, 407];
/**
 * For how long secrets and connections are used, in milliseconds. After that the next request reads the files again, and
 * makes new connections: so a name that has another address, and a certificate that was replaced, are noticed within a minute.
 */
const LIFETIME = 45_000;
const FIRST_ERROR = 300;
/** Bytes of a failure's answer that are read: more than its words need. */
const MOST_ERROR_BYTES = 256 * 1024;

/** What was read from files, and what follows from it. */
interface Known {
  readonly secrets: Secrets;
  readonly mask: SecretMask;
}

/**
 * Makes a client whose connections are kept between requests. Secrets and certificates are read from their files at the
 * first request, at the one after a refusal or a network failure, and when they were read some time ago.
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

  /** What is known, read again where that is some time ago; what cannot be read then is used as it was. */
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
