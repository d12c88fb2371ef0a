import { isDeepStrictEqual } from 'node:util';
import type { Dispatcher } from 'undici';
import { ownVersion } from '../../os/own-version.js';
import { compress } from './compress.js';
import { createDispatchers, type Dispatchers } from './dispatchers.js';
import type { HttpOptions } from './http-options.js';
import { maskSecrets } from './mask-secrets.js';
import { describeNetworkFailure } from './network-failure.js';
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
  readonly body: Buffer;
  /** Whether `body` is all of it: not cut at the request's limit, and not broken off by the network. */
  readonly isWhole: boolean;
}

/** An answer, or why there is none. `reason` says what happened and what to do, and holds no secret. */
export type HttpResult = HttpAnswer | { readonly kind: 'failed'; readonly url: string; readonly reason: string };

/** The connections of one sink. */
export interface HttpClient {
  /** Sends one request, once. Never rejects: what the network and files do wrong is in the result. */
  request(request: HttpRequest): Promise<HttpResult>;
  /** Bytes of bodies, compressed, that were sent up to now. */
  readonly sentBytes: number;
  /** Waits for the requests in flight. */
  close(): Promise<void>;
}

/** Statuses after which secrets are read again: unauthorized, forbidden, proxy authentication required. */
const REFUSALS = [401, 403, 407];

/**
 * Makes a client whose connections are kept between requests. Secrets and certificates are read from their files at the
 * first request, and again at the one after a refusal or a network failure; new certificates mean new connections.
 */
export function createHttpClient(options: HttpOptions): HttpClient {
  const ownHeaders = lowerCased(options.headers);
  const userAgent = `podtail/${ownVersion()}`;
  let secrets: Promise<Secrets> | undefined;
  let dispatchers: Dispatchers | undefined;
  let sentBytes = 0;
  let madeWith: TlsMaterial | undefined;

  function dispatcherFor(target: Target, tls: TlsMaterial): Dispatcher {
    if (dispatchers === undefined || !isDeepStrictEqual(tls, madeWith)) {
      void dispatchers?.close();
      dispatchers = createDispatchers(options, tls);
      madeWith = tls;
    }
    return dispatchers.for(target);
  }

  async function send(request: HttpRequest, { authorization, tls }: Secrets): Promise<HttpAnswer> {
    const { target, body = null, isCompressed = false, method, signal } = request;
    const { compression, timeouts } = options;
    const gzipped =
      body === null || isCompressed || compression === 'none' ? undefined : await compress(body, compression.gzip);
    const headers = {
      'user-agent': userAgent,
      ...request.headers,
      ...(gzipped === undefined ? {} : { 'content-encoding': 'gzip' }),
      ...(authorization === undefined ? {} : { authorization }),
      ...ownHeaders,
    };
    sentBytes += (gzipped ?? body)?.length ?? 0;
    const answer = await dispatcherFor(target, tls).request({
      origin: target.origin,
      path: target.path,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: gzipped ?? body,
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.body,
      signal,
    });
    const status = answer.statusCode;
    const read = await readBody(answer.body, request.answerLimit);
    // A server may repeat what it was sent, and what it says of a failure stands in podtail's messages.
    const said = status < 300 ? read.body : maskSecrets(read.body, [authorization, ...Object.values(ownHeaders)]);
    return { kind: 'answer', url: target.shown, status, headers: answer.headers, ...read, body: said };
  }

  return {
    async request(request) {
      const current = secrets ?? readSecrets(options);
      secrets = current;
      const result = await current
        .then((read) => send(request, read))
        .catch((error: unknown): HttpResult => {
          const reason = whyAborted(request.signal) ?? describeNetworkFailure(error);
          return { kind: 'failed', url: request.target.shown, reason };
        });
      const isRefused = result.kind === 'failed' || REFUSALS.includes(result.status);
      if (isRefused && secrets === current) secrets = undefined;
      return result;
    },
    get sentBytes() {
      return sentBytes;
    },
    async close() {
      await dispatchers?.close();
    },
  };
}

/** The answer counts once its head is there; what becomes of the body is said, not thrown. */
async function readBody(stream: AsyncIterable<Buffer>, limit: number): Promise<Pick<HttpAnswer, 'body' | 'isWhole'>> {
  const chunks: Buffer[] = [];
  let length = 0;
  let isWhole = true;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) break;
    }
  } catch {
    isWhole = false;
  }
  return { body: Buffer.concat(chunks, Math.min(length, limit)), isWhole: isWhole && length <= limit };
}

function whyAborted({ aborted, reason }: AbortSignal): string | undefined {
  if (!aborted) return undefined;
  return typeof reason === 'string' ? reason : 'podtail has to be gone';
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
