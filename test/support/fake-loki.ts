import type { TestContext } from 'node:test';
import { uncompress } from 'snappyjs';
import { type FakeHttpServer, type ReceivedRequest, startFakeHttpServer } from './fake-http-server.js';
import { createProtobufDecoder } from './protobuf-decoder.js';

/** An entry that Loki has taken. */
export interface TakenEntry {
  readonly tenant: string | undefined;
  readonly stream: string;
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface PushRequest {
  readonly streams: readonly {
    readonly labels: string;
    readonly entries: readonly {
      readonly timestamp: { readonly seconds: string; readonly nanos: number };
      readonly line: string;
      readonly structuredMetadata: readonly { readonly name: string; readonly value: string }[];
    }[];
  }[];
}

const decoder = createProtobufDecoder('loki.proto', 'logproto.PushRequest');
/** The matchers of Loki's parser: names, and values as Go quotes them. */
const LABELS = /^\{[a-zA-Z_:][\w:]*="(?:[^"\\\n]|\\.)*"(?:, [a-zA-Z_:][\w:]*="(?:[^"\\\n]|\\.)*")*\}$/;

/** A server that takes pushes in protobuf as Loki does, and answers 400 to what it could not read. */
export async function startFakeLoki(
  test: Pick<TestContext, 'after'>,
): Promise<FakeHttpServer & { taken: TakenEntry[] }> {
  const taken: TakenEntry[] = [];
  const server = await startFakeHttpServer(test, {
    answer: (request) => {
      try {
        taken.push(...readPush(request));
        return { status: 204 };
      } catch (error) {
        return { status: 400, body: String(error) };
      }
    },
  });
  return Object.assign(server, { taken });
}

function readPush({ method, path, headers, body }: ReceivedRequest): TakenEntry[] {
  if (method !== 'POST' || path !== '/loki/api/v1/push') throw new Error(`no such route: ${method} ${path}`);
  if (headers['content-encoding'] !== undefined) throw new Error('protobuf has no content-encoding here');
  if (headers['content-type'] !== 'application/x-protobuf') throw new Error('not protobuf');
  const { streams = [] } = decoder.decode(uncompress(body)) as PushRequest;
  return streams.flatMap(({ labels, entries }) => {
    if (!LABELS.test(labels)) throw new Error(`Error parsing labels '${labels}'`);
    return entries.map(({ timestamp, line = '', structuredMetadata = [] }) => ({
      tenant: headers['x-scope-orgid'] as string | undefined,
      stream: labels,
      time: `${BigInt(timestamp.seconds) * 1_000_000_000n + BigInt(timestamp.nanos)}`,
      line,
      metadata: Object.fromEntries(structuredMetadata.map(({ name, value }) => [name, value])),
    }));
  });
}
