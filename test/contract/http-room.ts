import type { TestContext } from 'node:test';
import type { Encoder, Sink } from '../../src/record/sink.js';
import { createAwaitedList } from '../support/awaited-list.js';
import {
  type FakeAnswer,
  type FakeHttpServer,
  type ReceivedRequest,
  startFakeHttpServer,
} from '../support/fake-http-server.js';
import type { SinkAnswer, SinkRoom } from './sink-contract.js';

/** A sink whose other side is an HTTP server. */
export interface HttpRoom extends SinkRoom {
  readonly server: FakeHttpServer;
}

export interface HttpRoomOptions {
  createSink(url: string): Sink;
  readonly encoder: Encoder;
  /** The messages of a request, by a decoder that knows nothing of the encoder. */
  messagesOf(request: ReceivedRequest): readonly string[];
  /** How a request is answered that is taken; 200 if not given. */
  readonly takes?: (request: ReceivedRequest) => FakeAnswer;
}

export async function openHttpRoom(t: TestContext, options: HttpRoomOptions): Promise<HttpRoom> {
  const taken: string[] = [];
  const hanging = createAwaitedList<ReceivedRequest>({ deadline: 60_000, context: () => '' });
  let hangs = false;
  const server = await startFakeHttpServer(t, {
    answer(request) {
      if (hangs) {
        hanging.push(request);
        return 'silence';
      }
      taken.push(...options.messagesOf(request));
      return options.takes?.(request) ?? {};
    },
  });
  const sink = options.createSink(server.url);
  // A test may have closed it.
  t.after(() => sink.close().catch(() => undefined));
  return {
    server,
    sink,
    encoder: options.encoder,
    taken: () => taken,
    hang() {
      hangs = true;
    },
    hanging: () => hanging.reach(1, 'a request'),
    goOn() {
      hangs = false;
    },
  };
}

/** What each sink over HTTP makes of an answer, whatever it sends. */
export const HTTP_ANSWERS: readonly SinkAnswer[] = [
  answer('is to be tried again when the server is overloaded', { status: 503 }, { kind: 'retry', status: 503 }),
  answer(
    'is to be tried again after the time that the server asks for',
    { status: 429, headers: { 'retry-after': '7' } },
    { kind: 'retry', status: 429, after: 7000 },
  ),
  answer('is to be tried again when the connection is reset', 'reset', { kind: 'retry' }),
  answer('asks for other credentials', { status: 401 }, { kind: 'credentials', status: 401 }),
  answer('asks for smaller requests', { status: 413 }, { kind: 'tooLarge', status: 413 }),
  answer('says that the records are refused', { status: 400, body: 'no' }, { kind: 'rejected', status: 400 }),
];

function answer(title: string, given: FakeAnswer, outcome: SinkAnswer['outcome']): SinkAnswer {
  return { title, prepare: (room) => (room as HttpRoom).server.script(given), outcome };
}
