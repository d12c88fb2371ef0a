import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { TlsOptions } from 'node:tls';
import zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';

/** A request that the server has received whole. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, as on the wire. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** After its `content-encoding` was undone. */
  readonly body: Buffer;
  /** Bytes on the wire. */
  readonly wireBytes: number;
  /** Which of the server's connections it came over, counted from 1. */
  readonly connection: number;
}

/**
 * What the server does with a request.
 * - `reset`: the connection is reset, without an answer.
 * - `silence`: nothing ever comes.
 * - `cut`: the connection ends in the middle of the answer's body.
 */
export type FakeAnswer =
  | { readonly status?: number; readonly headers?: http.OutgoingHttpHeaders; readonly body?: string | Buffer }
  | { readonly status?: number; readonly cut: string }
  | 'reset'
  | 'silence';

export type Answerer = (request: ReceivedRequest) => FakeAnswer | Promise<FakeAnswer>;

/** An HTTP server on loopback that does what it is told, and keeps what it was sent. */
export interface FakeHttpServer {
  /** Its base address, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** How many connections there were so far. */
  readonly connections: number;
  /** These answers come next, one a request; then those of the answerer again. */
  script(...answers: readonly FakeAnswer[]): void;
  /** Ends all connections, as a server that restarts does. */
  dropConnections(): void;
  close(): Promise<void>;
}

export interface FakeHttpServerOptions {
  /** Answers what is not scripted; 200 if not given. */
  readonly answer?: Answerer;
  readonly tls?: TlsOptions;
  /** A path, for a UNIX socket; a port; an ephemeral one on 127.0.0.1 if not given. */
  readonly listen?: string | number;
  readonly host?: string;
}

/** Starts a server that is closed when the test is over. */
export async function startFakeHttpServer(
  test: Pick<TestContext, 'after'>,
  options: FakeHttpServerOptions = {},
): Promise<FakeHttpServer> {
  const { answer = () => ({}), tls, listen = 0, host = '127.0.0.1' } = options;
  const requests: ReceivedRequest[] = [];
  const scripted: FakeAnswer[] = [];
  const connectionNumbers = new WeakMap<object, number>();
  let connections = 0;

  const onRequest: http.RequestListener = async (message, response) => {
    const received = await receive(message, connectionNumbers.get(message.socket) ?? 0).catch(() => undefined);
    if (received === undefined) return;
    requests.push(received);
    give(scripted.shift() ?? (await answer(received)), message, response);
  };
  const server = tls === undefined ? http.createServer(onRequest) : https.createServer(tls, onRequest);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: object) => {
    connectionNumbers.set(socket, ++connections);
  });
  await new Promise<void>((resolve) => {
    if (typeof listen === 'string') server.listen(listen, resolve);
    else server.listen(listen, host, resolve);
  });
  const address = server.address() as AddressInfo | string;
  const port = typeof address === 'string' ? 0 : address.port;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  test.after(() => (server.listening ? close() : undefined));
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests,
    get connections() {
      return connections;
    },
    script: (...answers) => scripted.push(...answers),
    dropConnections: () => server.closeAllConnections(),
    close,
  };
}

async function receive(message: http.IncomingMessage, connection: number): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const wire = Buffer.concat(chunks);
  const encoding = message.headers['content-encoding'];
  return {
    method: message.method!,
    path: message.url!,
    headers: message.headers,
    body: decoded(wire, encoding),
    wireBytes: wire.length,
    connection,
  };
}

function give(answer: FakeAnswer, message: http.IncomingMessage, response: http.ServerResponse): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    message.socket.resetAndDestroy();
  } else if ('cut' in answer) {
    response.writeHead(answer.status ?? 200, { 'content-length': answer.cut.length + 1000 });
    response.write(answer.cut, () => message.socket.destroy());
  } else {
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(answer.body);
  }
}

function decoded(wire: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return zlib.gunzipSync(wire);
  return encoding === 'zstd' ? Buffer.from(decompressZstd(wire)) : wire;
}
