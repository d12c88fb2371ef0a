import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';
import { type Access, hasToken } from './access.js';
import { limitConnections } from './connections.js';
import { createHostCheck, type HostCheck, isLoopback } from './host-check.js';
import { createOneAtATime } from './one-at-a-time.js';
import { headersOf, json, type Reply, type StreamReply } from './reply.js';
import { createStreams } from './streams.js';

/** Where to listen, and who may ask. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Names under which requests may come, as `createHostCheck` has it; not given: none. */
  readonly allowedHosts?: readonly string[];
  readonly access?: Access;
}

/** What is answered at a path. */
interface Route {
  /** Whether it is answered without the token: whoever restarts podtail has none. */
  readonly isOpen?: boolean;
  /**
   * @param isTrusted whether the request has the token, or needs none
   * @param query what follows the path
   */
  answer(isTrusted: boolean, query: URLSearchParams): Reply | StreamReply | Promise<Reply>;
}

/** By the path. */
export type Routes = Readonly<Record<string, Route>>;

/** A server that listens. It keeps no process alive. */
export interface StatusServer {
  /** From now on, others may ask, and it proves itself by another certificate. */
  admit(access: Access): void;
  close(): void;
}

/** Most connections at a time. The tailing leaves as many descriptors (`openFileLimit`). */
const MOST_CONNECTIONS = 64;
/** Most requests that may wait for others on the same connection. */
const MOST_WAITING = 100;
/** Until a whole answer must be taken, in milliseconds. */
const ANSWER_WITHIN = 30_000;

const LIMITS: ServerOptions = {
  maxHeaderSize: 8192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/**
 * Serves documents over HTTP. It answers GET and HEAD only, and no request changes anything. It logs the address on which
 * it listens, and rejects with a `UserError` where it cannot listen.
 */
export async function startStatusServer(
  { host, port, allowedHosts = [], access: first = {} }: ListenAddress,
  routes: Routes,
  diagnostics: Diagnostics,
): Promise<StatusServer> {
  let access = first;
  let isAllowed: HostCheck = () => false;
  const requests = createOneAtATime<object>(MOST_WAITING);
  const server = createAnyServer(access);
  const connections = limitConnections(server, MOST_CONNECTIONS);
  const streams = createStreams();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const end = connections.begin(request.socket);
    const turn = async (): Promise<void> => {
      const reply = await answer(request, routes, isAllowed, access.token).catch((error: unknown) =>
        json({ error: `podtail cannot answer now: ${(error as Error).message}` }, 500),
      );
      if ('begin' in reply) await streams.send(request, response, reply);
      else await send(response, reply);
      end();
    };
    if (!requests.take(request.socket, turn)) request.socket.destroy();
  });
  server.unref();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { message } = error as Error;
    throw new UserError(`podtail cannot listen on ${host}:${port} (${message}); choose another --listen`);
  }
  // Without a descriptor for one more connection the server continues, and so does all else.
  server.on('error', (error) => diagnostics.warn(`the status server: ${error.message}`));
  const { address } = server.address() as AddressInfo;
  isAllowed = createHostCheck(address, host, allowedHosts);
  const url = urlOf(server, access);
  diagnostics.info(`the status is served at ${url}`, { url });
  if (!isLoopback(address)) warnOfOpenness(access, url, diagnostics);
  return {
    admit(next) {
      if (next.token !== access.token) streams.end();
      access = next;
      if (next.tls !== undefined && 'setSecureContext' in server) server.setSecureContext(next.tls);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function createAnyServer({ tls }: Access): Server | TlsServer {
  if (tls === undefined) return createServer(LIMITS);
  try {
    return createTlsServer({ ...LIMITS, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: 5_000 });
  } catch (error) {
    throw new UserError(`podtail cannot serve the status with this certificate (${(error as Error).message})`);
  }
}

function warnOfOpenness({ token, tls }: Access, url: string, diagnostics: Diagnostics): void {
  const missing = [...(token === undefined ? ['a token'] : []), ...(tls === undefined ? ['TLS'] : [])];
  if (missing.length === 0) return;
  const message = `the status is served beyond this machine without ${missing.join(' and without ')}: everyone who reaches ${url} sees the names of all pods; set statusAccess`;
  diagnostics.warn(message, { url });
}

async function answer(
  { method, url = '/', headers: { host, authorization } }: IncomingMessage,
  routes: Routes,
  isAllowed: HostCheck,
  token: string | undefined,
): Promise<Reply | StreamReply> {
  if (!isAllowed(host)) {
    return json({ error: `podtail does not answer requests for the host name ${host}; add it to allowedHosts` }, 421);
  }
  const [path = '', ...query] = url.split('?');
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (method !== 'GET' && method !== 'HEAD') return json({ error: 'use GET' }, 405, { allow: 'GET, HEAD' });
  const isTrusted = token === undefined || hasToken(authorization, token);
  if (!isTrusted && route?.isOpen !== true) {
    return json({ error: 'a token is required' }, 401, { 'www-authenticate': 'Bearer realm="podtail"' });
  }
  if (route === undefined) return json({ error: `${path} does not exist`, paths: Object.keys(routes) }, 404);
  return route.answer(isTrusted, new URLSearchParams(query.join('?')));
}

/** Resolves once the whole answer has left, or the connection is closed. */
async function send(response: ServerResponse, { status, contentType, body, headers }: Reply): Promise<void> {
  if (response.destroyed || response.socket?.destroyed === true) return;
  const left = new Promise<void>((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });
  const timer = setTimeout(() => response.socket?.destroy(), ANSWER_WITHIN).unref();
  response.writeHead(status, { ...headersOf(contentType), 'content-length': body.length, ...headers });
  response.end(body);
  await left;
  clearTimeout(timer);
}

function urlOf(server: Server | TlsServer, { tls }: Access): string {
  const { address, family, port } = server.address() as AddressInfo;
  const scheme = tls === undefined ? 'http' : 'https';
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}/status.json`;
}
