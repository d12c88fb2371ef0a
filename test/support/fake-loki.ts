import type { TestContext } from 'node:test';
import { uncompress } from 'snappyjs';
import { type AwaitedList, createAwaitedList } from './awaited-list.js';
import { type FakeAnswer, type FakeHttpServer, type ReceivedRequest, startFakeHttpServer } from './fake-http-server.js';
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

export interface FakeLokiOptions {
  /** How a push is answered of which no entry is taken; taken if it says nothing. */
  readonly refuse?: (entries: readonly TakenEntry[]) => FakeAnswer | undefined;
  /** Which entries are out of order: the others of a push are taken, and it is answered as Loki does then. */
  readonly isOutOfOrder?: (entry: TakenEntry) => boolean;
}

export interface FakeLoki extends FakeHttpServer {
  readonly taken: readonly TakenEntry[];
  /** All that was taken, once these are at least so many. */
  reach(count: number): Promise<readonly TakenEntry[]>;
}

/** A server that takes pushes in protobuf as Loki does, and answers 400 to what it could not read. */
export async function startFakeLoki(
  test: Pick<TestContext, 'after'>,
  options: FakeLokiOptions = {},
): Promise<FakeLoki> {
  const taken: AwaitedList<TakenEntry> = createAwaitedList({
    deadline: 60_000,
    context: () => `${taken.items.length} entries`,
  });
  const take = (request: ReceivedRequest): FakeAnswer => {
    const entries = readPush(request);
    const refusal = options.refuse?.(entries);
    if (refusal !== undefined) return refusal;
    const refused = new Set(entries.filter((entry) => options.isOutOfOrder?.(entry)));
    for (const entry of entries) if (!refused.has(entry)) taken.push(entry);
    return refused.size === 0 ? { status: 204 } : { status: 400, body: outOfOrder([...refused], entries) };
  };
  const server = await startFakeHttpServer(test, {
    answer: (request) => {
      try {
        return take(request);
      } catch (error) {
        return { status: 400, body: String(error) };
      }
    },
  });
  return Object.assign(server, {
    taken: taken.items,
    reach: async (count: number) => {
      await taken.reach(count, `${count} entries`);
      return taken.items;
    },
  });
}

/** What Loki says of the last stream of which it refuses something: grafana/loki, pkg/ingester/stream.go. */
function outOfOrder(refused: readonly TakenEntry[], entries: readonly TakenEntry[]): string {
  const { stream, tenant } = refused.at(-1)!;
  const own = refused.filter((entry) => entry.stream === stream);
  const lines = own.map(({ time }) => `entry with timestamp ${goTime(time)} ignored, reason: 'entry out of order',\n`);
  const all = entries.filter((entry) => entry.stream === stream).length;
  return `${lines.join('')}user '${tenant}', total ignored: ${own.length} out of ${all} for stream: ${stream}`;
}

function goTime(nanoseconds: string): string {
  const milliseconds = Number(BigInt(nanoseconds) / 1_000_000n);
  const seconds = new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
  const fraction = (BigInt(nanoseconds) % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`} +0000 UTC`;
}

/** The entries of a push; throws where it is none. */
export function readPush({ method, path, headers, body }: ReceivedRequest): TakenEntry[] {
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
