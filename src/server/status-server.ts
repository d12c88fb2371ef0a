import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** What the server has to say, each a value that is shown as JSON, by its path. */
export type Documents = Readonly<Record<string, () => unknown>>;

/** A server that listens. It keeps no process alive. */
export interface StatusServer {
  close(): void;
}

/**
 * Serves JSON documents over HTTP. It answers GET and HEAD alone, and nothing that it is asked changes anything. Says where
 * it listens; rejects with a `UserError` where it cannot.
 */
export async function startStatusServer(
  { host, port }: ListenAddress,
  documents: Documents,
  diagnostics: Diagnostics,
): Promise<StatusServer> {
  const server = createServer((request, response) => answer(request, response, documents));
  server.unref();
  try {
    server.listen(port, host);
    await once(server, 'listening');
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

function answer({ method, url = '/' }: IncomingMessage, response: ServerResponse, documents: Documents): void {
  const path = url.split('?', 1)[0]!;
  const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
  if (method !== 'GET' && method !== 'HEAD') {
    send(response, 405, { error: 'only GET is answered' });
  } else if (document === undefined) {
    send(response, 404, { error: `there is no ${path}`, paths: Object.keys(documents) });
  } else {
    send(response, 200, document());
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(`${JSON.stringify(value)}\n`);
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/status.json`;
}
