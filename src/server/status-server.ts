import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';
import { createHostCheck, type HostCheck } from './host-check.js';
import { json, type Reply } from './reply.js';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Names under which requests may come, as `createHostCheck` has it; not given: none. */
  readonly allowedHosts?: readonly string[];
}

/** What is answered, by the path. */
export type Routes = Readonly<Record<string, () => Reply | Promise<Reply>>>;

/** A server that listens. It keeps no process alive. */
export interface StatusServer {
  close(): void;
}

/**
 * Serves documents over HTTP. It answers GET and HEAD alone, and nothing that it is asked changes anything. Says where
 * it listens; rejects with a `UserError` where it cannot.
 */
export async function startStatusServer(
  { host, port, allowedHosts = [] }: ListenAddress,
  routes: Routes,
  diagnostics: Diagnostics,
): Promise<StatusServer> {
  let isAllowed: HostCheck = () => false;
  const server = createServer((request, response) => {
    answer(request, routes, isAllowed)
      .catch((error: unknown) => json({ error: `podtail cannot say that now: ${(error as Error).message}` }, 500))
      .then((reply) => send(response, reply));
  });
  server.unref();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    isAllowed = createHostCheck((server.address() as AddressInfo).address, host, allowedHosts);
  } catch (error) {
    const { message } = error as Error;
    throw new UserError(`podtail cannot listen on ${host}:${port} (${message}); choose another --listen`);
  }
  diagnostics.info(`the status is served at ${urlOf(server)}`, { url: urlOf(server) });
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  { method, url = '/', headers: { host } }: IncomingMessage,
  routes: Routes,
  isAllowed: HostCheck,
): Promise<Reply> {
  if (!isAllowed(host)) {
    return json(
      { error: `podtail does not answer to the name ${host}; allowedHosts in its configuration adds one` },
      421,
    );
  }
  const path = url.split('?', 1)[0]!;
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (method !== 'GET' && method !== 'HEAD')
    return json({ error: 'only GET is answered' }, 405, { allow: 'GET, HEAD' });
  if (route === undefined) return json({ error: `there is no ${path}`, paths: Object.keys(routes) }, 404);
  return route();
}

function send(response: ServerResponse, { status, contentType, body, headers }: Reply): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/status.json`;
}
