import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { awaitingAnswers } from './await-answer.js';
import { chooseProxy } from './choose-proxy.js';
import type { HttpOptions } from './http-options.js';
import type { TlsMaterial } from './secrets.js';
import type { Target } from './target.js';
import { failingUnanswered } from './tunnel-connector.js';

/** How long an idle connection is kept, in milliseconds. A server may ask for less. */
const KEEP_ALIVE = 30_000;
/** Maximum bytes of the headers of an answer. Some gateways add large ones. */
const MOST_HEADER_BYTES = 256 * 1024;

/** The connections to the servers of one sink. */
export interface Dispatchers {
  /**
   * The dispatcher for the server of a target.
   *
   * @throws if the URL of the proxy is invalid
   */
  for(target: Target): Dispatcher;
  /** Waits for the requests in flight. */
  close(): Promise<void>;
}

/** Creates dispatchers when they are first needed, each with the same certificates. */
export function createDispatchers(options: HttpOptions, tls: TlsMaterial): Dispatchers {
  const dispatchers = new Map<string, Dispatcher>();
  return {
    for(target) {
      const key = target.socketPath ?? target.origin;
      const existing = dispatchers.get(key);
      if (existing !== undefined) return existing;
      const created = createDispatcher(target, options, tls);
      dispatchers.set(key, created);
      return created;
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.close()));
    },
  };
}

function createDispatcher(target: Target, options: HttpOptions, tls: TlsMaterial): Dispatcher {
  const { lanes, proxy, timeouts } = options;
  const { origin, socketPath } = target;
  const connect = { ...tls, timeout: timeouts.connect };
  const common = { connections: lanes, keepAliveTimeout: KEEP_ALIVE, maxHeaderSize: MOST_HEADER_BYTES };
  const choice = chooseProxy(target, proxy, process.env);
  if (choice.kind === 'direct') {
    const connector = buildConnector(socketPath === undefined ? connect : { ...connect, socketPath });
    return new Pool(origin, { ...common, connect: awaitingAnswers(connector) });
  }
  return new ProxyAgent({
    ...common,
    uri: choice.uri,
    connect,
    requestTls: connect,
    proxyTls: proxyTls(connect),
    // Many proxies allow tunnels only to port 443. Plain HTTP goes through them with absolute URLs (RFC 9112, 3.2.2).
    proxyTunnel: false,
    // Its own would wait 5 minutes for the answer to CONNECT.
    clientFactory: (to: URL, { connect: connector }: { readonly connect: buildConnector.connector }) =>
      new Pool(to, {
        ...common,
        connect: failingUnanswered(awaitingAnswers(connector, { isTunnel: true })),
        headersTimeout: timeouts.headers,
      }),
    factory(to: URL, given: Pool.Options) {
      const { connect: connector } = given;
      return new Pool(to, {
        ...given,
        ...common,
        ...(typeof connector === 'function' ? { connect: awaitingAnswers(connector) } : {}),
      });
    },
  });
}

/**
 * The TLS settings for a proxy. It gets neither the server name nor the client certificate, which are for the server.
 */
function proxyTls({ ca, rejectUnauthorized, timeout }: TlsMaterial & { timeout: number }) {
  return { rejectUnauthorized, timeout, ...(ca === undefined ? {} : { ca }) };
}
