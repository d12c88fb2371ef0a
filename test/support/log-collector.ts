import type { TestContext } from 'node:test';
import { createAwaitedList } from './awaited-list.js';
import { type FakeAnswer, type FakeHttpServer, type ReceivedRequest, startFakeHttpServer } from './fake-http-server.js';
import type { ShippedRecord } from './shipped-record.js';

/** A server that takes newline-delimited records, and can be away. */
export interface LogCollector {
  readonly url: string;
  /** The records that it has taken, in order; not those of requests that it did not answer with 200. */
  readonly records: readonly ShippedRecord[];
  /** When each request came that it did not take, in milliseconds. */
  readonly refusals: readonly number[];
  /** Answers that are given in place of 200, from now on, by request; undefined takes it. */
  answer: (request: ReceivedRequest) => FakeAnswer | undefined;
  /** Resolves once it has taken so many records, or refused so many requests. */
  taken(count: number): Promise<void>;
  refused(count: number): Promise<void>;
  /** Is gone: its port refuses connections. */
  leave(): Promise<void>;
  /** Is there again, at the same address. */
  comeBack(): Promise<void>;
}

export async function startLogCollector(t: TestContext): Promise<LogCollector> {
  const context = (): string => `${records.items.length} records taken, ${refusals.items.length} requests refused`;
  const records = createAwaitedList<ShippedRecord>({ deadline: 60_000, context });
  const refusals = createAwaitedList<number>({ deadline: 60_000, context });
  const answer = (request: ReceivedRequest): FakeAnswer => {
    const given = collector.answer(request);
    if (given !== undefined) {
      refusals.push(performance.now());
      return given;
    }
    const lines = request.body.toString('utf8').trimEnd();
    if (lines !== '') for (const line of lines.split('\n')) records.push(JSON.parse(line) as ShippedRecord);
    return {};
  };
  let server: FakeHttpServer = await startFakeHttpServer(t, { answer });
  const { port, url } = server;
  const collector: LogCollector = {
    url,
    records: records.items,
    refusals: refusals.items,
    answer: () => undefined,
    taken: (count) => records.reach(count, `${count} records`),
    refused: (count) => refusals.reach(count, `${count} refused requests`),
    leave: () => server.close(),
    async comeBack() {
      server = await startFakeHttpServer(t, { answer, listen: port });
    },
  };
  return collector;
}
