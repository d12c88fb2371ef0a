import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { awaitingAnswers } from './await-answer.js';
import { chooseProxy } from './choose-proxy.js';
import type { HttpOptions } from './http-options.js';
import type { TlsMaterial } from './secrets.js';
import type { Target } from './target.js';

/** For how long a connection is kept that nothing uses, in milliseconds; a server that says less is believed. */
const KEEP_ALIVE = 30_000;
/** Bytes of an answer's headers: some gateways add large ones. */
const MOST_HEADER_BYTES = 256 * 1024;

/** The connections to the servers of one sink. */
export interface Dispatchers {
  /** Where the requests for a target's server go. @throws when a proxy's URL is none */
  for(target: Target): Dispatcher;
  /** Waits for the requests in flight. */
  close(): Promise<void>;
}

/** Makes connections when they are first needed, each with the same certificates. */
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
    // Many proxies make tunnels to port 443 alone; what is not TLS goes through them as HTTP does (RFC 9112, 3.2.2).
    proxyTunnel: false,
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

/** The name is the server's, not the proxy's; the client's certificate is none of its business. */
function proxyTls({ ca, rejectUnauthorized, timeout }: TlsMaterial & { timeout: number }) {
  return { rejectUnauthorized, timeout, ...(ca === undefined ? {} : { ca }) };
}
