import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configArgs, nodeArgs } from '../process/follow.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type OpenSearch, startOpenSearch } from './opensearch/open-search.js';
import { openSearchBuild } from './opensearch/open-search-build.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';

const LOUD_LINES = 4_000;
const LOUD_TEXT = 'loud '.repeat(200);
const QUIET = 6;
const ROUNDS = 5;

/** What is wrong with the index of a namespace, and how it is mended. */
interface Trouble {
  begin(server: OpenSearch): Promise<unknown>;
  end(server: OpenSearch): Promise<unknown>;
}

function indexSetting(index: string, name: string, value: unknown): Trouble {
  return {
    async begin(server) {
      await server.call('PUT', `/${index}`, { settings: ONE_SHARD });
      await server.call('PUT', `/${index}/_settings`, { [name]: value });
    },
    end: (server) => server.call('PUT', `/${index}/_settings`, { [name]: null }),
  };
}

const ONE_SHARD = { number_of_shards: 1, number_of_replicas: 0 };

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'blocked-for-writes': indexSetting('blocked-for-writes', 'index.blocks.write', true),
  'read-only': indexSetting('read-only', 'index.blocks.read_only', true),
  'disk-full': indexSetting('disk-full', 'index.blocks.read_only_allow_delete', true),
  'no-pipeline': indexSetting('no-pipeline', 'index.default_pipeline', 'not-there'),
  closed: {
    async begin(server) {
      await server.call('PUT', '/closed', { settings: ONE_SHARD });
      await server.call('POST', '/closed/_close', {});
    },
    end: (server) => server.call('POST', '/closed/_open', {}),
  },
  'no-shard': {
    // The shards of all others are there already.
    begin: (server) => server.call('PUT', '/_cluster/settings', { persistent: { 'cluster.max_shards_per_node': 1 } }),
    end: (server) => server.call('PUT', '/_cluster/settings', { persistent: { 'cluster.max_shards_per_node': null } }),
  },
  unassigned: {
    begin: (server) =>
      server.call('PUT', '/unassigned?wait_for_active_shards=0', {
        settings: { ...ONE_SHARD, 'index.routing.allocation.require._name': 'nobody' },
      }),
    end: (server) => server.call('PUT', '/unassigned/_settings', { 'index.routing.allocation.require._name': null }),
  },
};

test('indexes of a real OpenSearch that take nothing stop no other index, and get all once they take data', async (t) => {
  if (skipWithout(t, whyNoServer(openSearchBuild))) return;
  const server = await startOpenSearch();
  t.after(() => server.stop());
  for (let number = 0; number < QUIET; number++) {
    await server.call('PUT', `/quiet-${number}`, { settings: ONE_SHARD });
  }
  await server.call('PUT', '/conflict', {
    settings: ONE_SHARD,
    mappings: { properties: { message: { type: 'long' } } },
  });
  for (const { begin } of Object.values(TROUBLES)) await begin(server);

  const root = temporaryFolder(t);
  const node = createNode(root);
  const start = (namespace: string) => {
    const container = node.pod({ namespace, pod: 'web' }).container('app', { runtime: 'cri' });
    container.start();
    return container;
  };
  const quiet = Array.from({ length: QUIET }, (_, number) => start(`quiet-${number}`));
  const loud = [...Object.keys(TROUBLES), 'conflict'].map(start);
  for (const container of loud) {
    for (let line = 0; line < LOUD_LINES; line++) container.line(`${line} ${LOUD_TEXT}`);
  }
  const config = JSON.stringify({
    stateDir: join(root, 'state'),
    limits: { memory: '16MiB' },
    sinks: [
      {
        type: 'elasticsearch',
        url: server.url,
        dataStream: false,
        index: '${namespace}',
        batch: { timeout: '100ms' },
        retry: { initial: '100ms', max: '1s' },
      },
    ],
  });
  const podtail = startPodtail([...nodeArgs(node), ...configArgs(root, config)], { test: t });
  for (let round = 1; round <= ROUNDS; round++) {
    for (const container of quiet) container.line(`line ${round}`);
    await stored(server, 'quiet-*', QUIET * round);
  }
  await deadLetters(root, LOUD_LINES);
  for (const index of Object.keys(TROUBLES)) assert.equal(await storedNow(server, index), 0, index);

  // An index is opened only where the cluster has room for its shards.
  for (const { end } of Object.values(TROUBLES).reverse()) await end(server);
  for (const index of Object.keys(TROUBLES)) await stored(server, index, LOUD_LINES);
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.equal(await server.count('quiet-*'), QUIET * ROUNDS);
  assert.equal((await deadLetters(root, LOUD_LINES)).length, LOUD_LINES);
});

async function stored(server: OpenSearch, index: string, count: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  let seen = await storedNow(server, index);
  for (; seen < count && Date.now() < deadline; seen = await storedNow(server, index)) await pause();
  assert.equal(seen, count, `${index}: ${seen} of ${count} documents`);
}

/** 0 of an index that cannot be asked. */
async function storedNow(server: OpenSearch, index: string): Promise<number> {
  return await server.count(index).catch(() => 0);
}

async function deadLetters(root: string, count: number): Promise<readonly string[]> {
  const file = join(root, 'state', 'dead-letters', 'elasticsearch.ndjson');
  const deadline = Date.now() + 120_000;
  for (;;) {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    if (lines.length >= count || Date.now() > deadline) {
      assert.equal(lines.filter((line) => line.includes('"namespace":"conflict"')).length, count);
      return lines;
    }
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}
