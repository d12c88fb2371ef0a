import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SinkStatus } from '../../src/record/sink-status.js';
import type { Container } from '../support/container.js';
import { type FakeAnswer, type ReceivedRequest, startFakeHttpServer } from '../support/fake-http-server.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';
import { configArgs, nodeArgs } from './follow.js';

const QUIET = 8;
const ROUNDS = 4;
const LOUD_LINES = 1500;
const LOUD_TEXT = 'loud '.repeat(160);
/** Bytes: all loud logs together are several times as much. */
const MEMORY = 16 * 2 ** 20;

/** Takes what is of the good destination, and refuses the rest as a server does. */
interface Kind {
  readonly sink: Readonly<Record<string, unknown>>;
  answer(request: ReceivedRequest, take: (line: string) => void): FakeAnswer;
}

interface Push {
  readonly streams: readonly {
    readonly stream: Readonly<Record<string, string>>;
    readonly values: readonly [time: string, line: string][];
  }[];
}

function bulk({ body }: ReceivedRequest): { readonly index: string; readonly message: string }[] {
  const lines = body.toString('utf8').trimEnd().split('\n');
  return lines.flatMap((line, place) =>
    place % 2 === 1
      ? [{ index: JSON.parse(lines[place - 1]!).create._index as string, message: JSON.parse(line).message as string }]
      : [],
  );
}

function blockedIndexes(index: string): Kind {
  return {
    sink: { type: 'elasticsearch', dataStream: false, index },
    answer(request, take) {
      const items = bulk(request).map(({ index, message }) => {
        if (!index.includes('loud')) {
          take(message);
          return { create: { status: 201 } };
        }
        const reason = `index [${index}] blocked by: [FORBIDDEN/8/index write (api)];`;
        return { create: { status: 403, error: { type: 'cluster_block_exception', reason } } };
      });
      return { body: JSON.stringify({ errors: items.some(({ create }) => create.status !== 201), items }) };
    },
  };
}

const limitedStreams: Kind = {
  sink: { type: 'loki', encoding: 'json' },
  answer({ body }, take) {
    const { streams } = JSON.parse(body.toString('utf8')) as Push;
    const loud = streams.filter(({ stream }) => stream.namespace!.startsWith('loud')).at(-1);
    for (const { stream, values } of streams) {
      if (stream.namespace === 'quiet') for (const [, line] of values) take(line);
    }
    if (loud === undefined) return { status: 204 };
    const labels = Object.entries(loud.stream).map(([name, value]) => `${name}="${value}"`);
    const name = `{${labels.sort().join(', ')}}`;
    const { length } = loud.values;
    const reason = `Per stream rate limit exceeded (limit: 3MB/sec) while attempting to ingest for stream '${name}'`;
    return {
      status: 429,
      body: `entry with timestamp 2024-05-01 10:00:00 +0000 UTC ignored, reason: '${reason}',\nuser 'fake', total ignored: ${length} out of ${length} for stream: ${name}`,
    };
  },
};

function tenants(refuse: () => FakeAnswer): Kind {
  return {
    sink: { type: 'loki', encoding: 'json', tenant: '${namespace}' },
    answer({ headers, body }, take) {
      const { streams } = JSON.parse(body.toString('utf8')) as Push;
      const isQuiet = headers['x-scope-orgid'] === 'quiet';
      // Each request is of one tenant: no entry may reach another one.
      for (const { stream } of streams) assert.equal(stream.namespace, headers['x-scope-orgid']);
      if (!isQuiet) return refuse();
      for (const { values } of streams) for (const [, line] of values) take(line);
      return { status: 204 };
    },
  };
}

const SILENT = 'tenant that never gets an answer';

const CASES: readonly [what: string, kind: Kind, neighbours: number][] = [
  ...[1, 6, 50].map((count) => ['index that is blocked for writes', blockedIndexes('${namespace}'), count] as const),
  ['index with a date that is blocked for writes', blockedIndexes('${namespace}-${date:yyyy.MM.dd}'), 50],
  ...[1, 6, 50].map((count) => ['stream that is over its limit', limitedStreams, count] as const),
  ...[1, 50].map((count) => ['tenant that is over its limit', tenants(() => ({ status: 429 })), count] as const),
  [SILENT, tenants(() => 'silence'), 50],
].map(([what, kind, count]) => [what, kind, count] as [string, Kind, number]);

for (const [what, kind, neighbours] of CASES) {
  // That a destination does not answer is not known until timeouts.headers is over, and it holds what was read before.
  const memory = what === SILENT ? 2 * MEMORY : MEMORY;
  test(`beside ${neighbours} times ${what}, with more data than memory, all lines of eight quiet pods arrive (one sink, many destinations)`, async (t) => {
    const { node, quiet, arrived, podtail, status, positions } = await createRoom(t, kind, neighbours, memory);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [number, container] of quiet.entries()) container.line(`quiet ${number} ${round}`);
      await arrived(QUIET * (round + 1));
    }
    const fresh = node.pod({ namespace: 'quiet', pod: 'fresh' }).container('app', { runtime: 'cri' });
    fresh.start();
    fresh.line('fresh');
    await arrived(QUIET * ROUNDS + 1);
    const { heldBytes } = await status();
    assert.ok(heldBytes < memory, `${heldBytes} bytes are held`);
    podtail.signal('SIGTERM');
    await podtail.exit();
    const saved = positions();
    const offsets = (namespace: string) =>
      saved.filter((one) => one.path.includes(`/${namespace}`)).map((one) => one.offset);
    assert.ok(
      offsets('loud').every((offset) => offset === 0),
      'nothing is settled that was refused',
    );
    assert.equal(offsets('quiet').filter((offset) => offset > 0).length, QUIET + 1);
  });
}

test('a destination that accepts data again gets everything from the meantime, in order, while others continue', async (t) => {
  let isBlocked = true;
  const blocked = blockedIndexes('${namespace}');
  const taken: string[] = [];
  const kind: Kind = {
    sink: blocked.sink,
    answer(request, take) {
      if (isBlocked) return blocked.answer(request, take);
      const items = bulk(request).map(({ index, message }) => {
        if (index === 'loud-0') taken.push(message);
        take(message);
        return { create: { status: 201 } };
      });
      return { body: JSON.stringify({ errors: false, items }) };
    },
  };
  const { quiet, loud, arrived, until, podtail, status } = await createRoom(t, kind, 1);
  quiet[0]!.line('quiet');
  await arrived(1);
  assert.equal((await status()).destinations.retrying, 1);
  for (let number = 0; number < 100; number++) loud[0]!.line(`meanwhile ${number}`);
  isBlocked = false;
  loud[0]!.line('last');
  quiet[0]!.line('quiet again');
  await until((lines) => lines.has('quiet again') && taken.at(-1) === 'last');
  await endWell(podtail);
  const expected = Array.from({ length: LOUD_LINES }, (_, number) => `${number} ${LOUD_TEXT}`);
  assert.deepEqual(taken, [...expected, ...Array.from({ length: 100 }, (_, number) => `meanwhile ${number}`), 'last']);
});

async function createRoom(t: TestContext, kind: Kind, neighbours: number, memory = MEMORY) {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const start = (namespace: string, pod: string): Container => {
    const container = node.pod({ namespace, pod }).container('app', { runtime: 'cri' });
    container.start();
    return container;
  };
  const quiet = Array.from({ length: QUIET }, (_, number) => start('quiet', `q-${number}`));
  const loud = Array.from({ length: neighbours }, (_, number) => start(`loud-${number}`, `x-${number}`));
  for (const container of loud) {
    for (let number = 0; number < LOUD_LINES; number++) container.line(`${number} ${LOUD_TEXT}`);
  }
  const lines = new Set<string>();
  let onTaken = (): void => {};
  const take = (line: string): void => {
    lines.add(line);
    onTaken();
  };
  const server = await startFakeHttpServer(t, { answer: (request) => kind.answer(request, take) });
  const stateDir = join(root, 'state');
  const sink = { ...kind.sink, url: server.url, batch: { timeout: '20ms' }, retry: { initial: '50ms', max: '500ms' } };
  const config = {
    sinks: [sink],
    stateDir,
    listen: '127.0.0.1:0',
    limits: { memory },
    shutdown: { grace: '2s' },
  };
  const podtail = startPodtail([...nodeArgs(node), ...configArgs(root, JSON.stringify(config))], { test: t });
  const url = /http:\/\/[\d.:]+\/status\.json/.exec(await podtail.logLine(/the status is served at/))![0];
  const until = async (isTrue: (lines: ReadonlySet<string>) => boolean): Promise<void> => {
    while (!isTrue(lines)) await new Promise<void>((resolve) => (onTaken = resolve));
  };
  return {
    ...{ node, quiet, loud, podtail, until },
    arrived: (count: number): Promise<void> => until(({ size }) => size >= count),
    async status(): Promise<SinkStatus> {
      const { sinks } = (await (await fetch(url)).json()) as { sinks: SinkStatus[] };
      return sinks[0]!;
    },
    positions(): { path: string; offset: number }[] {
      return JSON.parse(readFileSync(join(stateDir, 'positions.json'), 'utf8')).positions;
    },
  };
}
