import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import type { SeededRandom } from '../../support/seeded-random.js';
import type { Life } from '../life.js';
import { type BulkItem, type BulkOperation, isStored, parseBulk } from './bulk.js';
import { LONG_TIMEOUT } from './draw-sink.js';
import { drawTrouble, type Trouble } from './proxy-troubles.js';

/** Stands between podtail and the server, makes trouble, and tells what it saw. */
export interface Proxy {
  /** Its base addresses: two, as of two nodes. */
  readonly urls: readonly string[];
  /** How many requests had each kind of trouble. */
  readonly troubles: ReadonlyMap<Trouble['kind'], number>;
  /** Requests that got no answer of the server. */
  readonly unanswered: number;
  /** Holds all answers back, until `free`. */
  stall(): void;
  free(): void;
  close(): Promise<void>;
}

/** What is seen of each request; `life` sent it. */
export interface ProxyWatcher {
  sent(operations: readonly BulkOperation[], life: Life): void;
  /** They are passed on to the server. */
  passed(operations: readonly BulkOperation[]): void;
  /** The server has answered. */
  taken(operations: readonly BulkOperation[], items: readonly BulkItem[], life: Life): void;
  /** All operations of a request are done, and podtail was told so. */
  acknowledged(operations: readonly BulkOperation[], life: Life): void;
  /** The request is none that podtail may send. */
  strange(what: string, life: Life): void;
}

export interface ProxyOptions {
  /** The server's base address. */
  readonly url: string;
  readonly random: SeededRandom;
  /** The podtail of now. */
  life(): Life;
  /** Whether it waits long for an answer: else nobody knows here whether an answer came in time. */
  isPatient(): boolean;
  readonly watcher: ProxyWatcher;
}

interface Answer {
  readonly status: number;
  readonly items: readonly BulkItem[];
  readonly body: string;
}

/** For so long a patient podtail surely waits for an answer, in milliseconds. */
const PATIENCE = LONG_TIMEOUT / 2;

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { url, random, life: currentLife, isPatient, watcher } = options;
  const agent = new Agent({ keepAliveTimeout: 1_000 });
  const lives = new WeakMap<Socket, Life>();
  const troubles = new Map<Trouble['kind'], number>();
  let unanswered = 0;
  let stalled: PromiseWithResolvers | undefined;

  /** Passes operations on; undefined where no answer came. */
  async function pass(path: string, operations: readonly BulkOperation[], life: Life): Promise<Answer | undefined> {
    watcher.passed(operations);
    try {
      const { statusCode: status, body } = await request(`${url}${path}`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: operations.map(({ lines }) => lines).join(''),
      });
      const text = await body.text();
      const items = status === 200 ? (JSON.parse(text) as { items: BulkItem[] }).items : [];
      if (status === 200) watcher.taken(operations, items, life);
      return { status, items, body: text };
    } catch {
      unanswered++;
      return undefined;
    }
  }

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = message;
    const path = message.url!;
    const life = lives.get(socket)!;
    const start = Date.now();
    const operations = await receive(message, (what) => watcher.strange(what, life));
    if (operations === undefined) return void socket.destroy();
    watcher.sent(operations, life);
    const trouble = drawTrouble(random);
    troubles.set(trouble.kind, (troubles.get(trouble.kind) ?? 0) + 1);
    const isDenied = operations.map(() => random.below(2) === 0);
    const cut = random.below(1_000) / 1_000;

    if (trouble.kind === 'reset') return void socket.resetAndDestroy();
    if (trouble.kind === 'refuse') return give(response, trouble.status, '{"error":"busy"}');
    const passed = trouble.kind === 'part' ? operations.filter((_, index) => !isDenied[index]) : operations;
    if (trouble.kind === 'twice') await pass(path, passed, life);
    const answered = passed.length === 0 ? { status: 200, items: [], body: '' } : await pass(path, passed, life);
    await stalled?.promise;
    if (answered === undefined) return void socket.resetAndDestroy();
    if (answered.status !== 200) return give(response, answered.status, answered.body);
    if (trouble.kind === 'resetAnswer') return void socket.resetAndDestroy();
    if (trouble.kind === 'denyAnswer') return give(response, trouble.status, '<html>timeout</html>');
    if (trouble.kind === 'cutAnswer') {
      response.writeHead(200, { 'content-length': Buffer.byteLength(answered.body) });
      response.write(answered.body.slice(0, Math.floor(answered.body.length * cut)), () => socket.destroy());
      return;
    }
    if (trouble.kind === 'part' || trouble.kind === 'denyPart') {
      const left = [...answered.items];
      const items = operations.map((_, index) => {
        const own = trouble.kind === 'part' && isDenied[index] ? undefined : left.shift();
        return isDenied[index] || own === undefined ? denied(trouble.status) : own;
      });
      if (items.every(isStored)) acknowledge();
      return give(response, 200, JSON.stringify({ errors: true, items }));
    }
    if (answered.items.every(isStored)) acknowledge();
    give(response, 200, answered.body);

    function acknowledge(): void {
      const isAwaited = isPatient() && !socket.destroyed && Date.now() - start < PATIENCE;
      if (isAwaited) response.once('finish', () => watcher.acknowledged(operations!, life));
    }
  }

  const servers = [1, 2].map(() => {
    const server = createServer((message, response) => {
      answer(message, response).catch((error: unknown) => {
        // A podtail that was killed in the middle of a request sends no more of it.
        if (!message.socket.destroyed) watcher.strange(String(error), lives.get(message.socket)!);
        message.socket.destroy();
      });
    });
    server.on('connection', (socket: Socket) => void lives.set(socket, currentLife()));
    return server.listen(0, '127.0.0.1');
  });
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return {
    urls: servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    troubles,
    get unanswered() {
      return unanswered;
    },
    stall: () => {
      stalled ??= withResolvers();
    },
    free: () => {
      stalled?.resolve();
      stalled = undefined;
    },
    close: async () => {
      stalled?.resolve();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await agent.destroy();
    },
  };
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  resolve(): void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** The operations of a request; undefined where it did not come whole, or is none. */
async function receive(
  message: IncomingMessage,
  onStrange: (what: string) => void,
): Promise<BulkOperation[] | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk);
  } catch {
    return undefined;
  }
  const wire = Buffer.concat(chunks);
  try {
    return parseBulk(message.headers['content-encoding'] === 'gzip' ? gunzipSync(wire) : wire);
  } catch (error) {
    onStrange(`${message.method} ${message.url}: ${String(error)}: ${wire.toString('utf8', 0, 500)}`);
    return undefined;
  }
}

function denied(status: number): BulkItem {
  return { create: { status, error: { type: 'es_rejected_execution_exception', reason: 'the queue is full' } } };
}

function give(response: ServerResponse, status: number, body: string): void {
  const headers = status === 429 ? { 'retry-after': '0' } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
