import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createSeededRandom } from '../../support/seeded-random.js';

/** A proxy before a server that is often busy, away, or loses an answer. */
export interface FaultyProxy {
  readonly url: string;
  /** How often it did what. */
  readonly faults: Readonly<Record<string, number>>;
  readonly requests: number;
  /** Waits until there were so many requests; forever, if there are none. */
  reach(requests: number): Promise<void>;
}

/** Of so many requests one meets a fault, while the proxy is faulty. */
const ONE_IN = 3;

/** @param isFaulty whether requests are to meet faults now */
export async function startFaultyProxy(
  t: Pick<TestContext, 'after'>,
  target: string,
  seed: number,
  isFaulty: () => boolean,
): Promise<FaultyProxy> {
  const random = createSeededRandom(seed);
  const faults: Record<string, number> = {};
  let requests = 0;
  let onRequest: (value?: unknown) => void = () => undefined;
  const kinds = ['429', '503', 'reset', 'lost answer'];

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const fault = isFaulty() && random.below(ONE_IN) === 0 ? random.pick(kinds) : 'none';
      faults[fault] = (faults[fault] ?? 0) + 1;
      requests++;
      onRequest();
      if (fault === 'reset') return void request.socket.destroy();
      if (fault === '429' || fault === '503') return void response.writeHead(Number(fault)).end('busy');
      const forwarded = http.request(
        new URL(request.url!, target),
        { method: request.method, headers: request.headers },
        (answer) => {
          if (fault === 'lost answer') return void request.socket.destroy();
          response.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(response);
        },
      );
      forwarded.on('error', () => response.writeHead(502).end('no server'));
      forwarded.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    get requests() {
      return requests;
    },
    reach: async (count) => {
      while (requests < count) await new Promise((received) => (onRequest = received));
    },
  };
}
