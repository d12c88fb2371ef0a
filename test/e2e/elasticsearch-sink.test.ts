import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBulkEncoder } from '../../src/encode/bulk/bulk-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { parseTextTemplate } from '../../src/format/text-template.js';
import type { LogSource } from '../../src/record/log-source.js';
import { RecordFlag } from '../../src/record/record-block.js';
import type { SendOutcome } from '../../src/record/sink.js';
import { createElasticsearchSink } from '../../src/sinks/elasticsearch/elasticsearch-sink.js';
import { blockOf, EXAMPLE_SOURCE, payloadOf, type WrittenRecord, withMembers } from '../support/blocks.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { expectedRecords, type ShippedRecord } from '../support/shipped-record.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type OpenSearch, startOpenSearch } from './opensearch/open-search.js';
import { openSearchBuild } from './opensearch/open-search-build.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';

const ENDED = { code: 0, signal: null };
const DATA_STREAM = 'logs-podtail-default';

/** A document of schema `ecs`. */
interface EcsDocument {
  readonly '@timestamp': string;
  readonly message: string;
  readonly log: { readonly offset: number };
  readonly kubernetes?: { readonly container: { readonly name: string } };
}

interface ShipOptions {
  readonly index?: string;
  readonly schema?: keyof typeof SCHEMAS;
  readonly labels?: Readonly<Record<string, string>>;
  readonly source?: LogSource;
}

/** Sends records by the sink itself, once. */
async function ship(
  server: OpenSearch,
  fileId: string,
  records: readonly WrittenRecord[],
  { index = DATA_STREAM, schema = 'ecs', labels = {}, source = EXAMPLE_SOURCE }: ShipOptions = {},
): Promise<SendOutcome> {
  const encoder = createBulkEncoder({ index: parseTextTemplate(index), schema: SCHEMAS[schema], fields: { labels } });
  // A server that has just started takes its time to find its shards.
  const options = { ...HTTP_OPTIONS, timeouts: { connect: 5_000, headers: 60_000, body: 60_000 } };
  const sink = createElasticsearchSink({ ...options, name: 'es', url: [server.url], fixedIndex: index });
  try {
    return await sink.send(payloadOf(encoder, blockOf(source, records, fileId)), NEVER);
  } finally {
    await sink.close();
  }
}

async function documentsOf<Source = EcsDocument>(server: OpenSearch, target: string): Promise<Map<string, Source>> {
  const found = new Map<string, Source>();
  for await (const { _id, _source } of server.documents<Source>(target)) found.set(_id, _source);
  return found;
}

/** What a record of schema `flat` is in schema `ecs`, but for its offset. */
function ecsOf({ namespace, pod, uid, container, restart, container_id: id, ...record }: ShippedRecord): object {
  return {
    '@timestamp': record.time,
    stream: record.stream,
    kubernetes: {
      namespace,
      pod: { name: pod, uid },
      container: { name: container, restart_count: restart },
      node: { name: 'node-1' },
    },
    ...(id === undefined ? {} : { container: { id } }),
    host: { name: 'node-1' },
    labels: { app: 'shop', 'app_kubernetes_io/name': 'web' },
    message: record.message,
    ...(record.partial ? { log: { flags: ['partial'] } } : {}),
  };
}

function withoutOffset({ log: { offset, ...log }, ...document }: EcsDocument): object {
  return Object.keys(log).length === 0 ? document : { ...document, log };
}

test('podtail and a real OpenSearch', async (t) => {
  if (skipWithout(t, whyNoServer(openSearchBuild))) return;
  const server = await startOpenSearch();
  t.after(() => server.stop());
  const target = ['--sink', 'elasticsearch', '--url', server.url];

  await t.test('one command installs the index template', async (t) => {
    const podtail = startPodtail(['template', ...target, '--install'], { test: t });
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    assert.deepEqual(podtail.notJson, [`installed the index template podtail-elasticsearch for ${DATA_STREAM}`]);
  });

  await t.test('podtail check finds it', async (t) => {
    const podtail = startPodtail(['check', '--connect', ...target], { test: t });
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    assert.match(
      [...podtail.notJson, ...podtail.log].join('\n'),
      /the sink elasticsearch takes data: .*_bulk takes bulk requests/,
    );
  });

  await t.test('numbers beyond float, double and long, and empty names, are stored', async () => {
    const records = ['1.5', '1e300', '1e999', '-1e400', '7', '123456789012345678901234567890'].map((number, place) => ({
      message: number,
      offset: place,
      members: `"app":{"number${place < 4 ? '' : 's'}":${number},"":{"":"nameless"}},`,
    }));
    const block = blockOf(EXAMPLE_SOURCE, records, 'numbers');
    for (const [row, { members }] of records.entries()) withMembers(block, row, members);
    const index = 'logs-podtail-default';
    const encoder = createBulkEncoder({ index: parseTextTemplate(index), schema: SCHEMAS.ecs, fields: { labels: {} } });
    const options = { ...HTTP_OPTIONS, timeouts: { connect: 5_000, headers: 60_000, body: 60_000 } };
    const sink = createElasticsearchSink({ ...options, name: 'es', url: [server.url], fixedIndex: index });
    assert.deepEqual(await sink.send(payloadOf(encoder, block), NEVER), { kind: 'delivered' });
    await sink.close();
    const stored = [...(await documentsOf(server, index)).values()].map(({ message }) => message);
    assert.deepEqual(stored.sort(), records.map(({ message }) => message).sort());
    await server.call('DELETE', `/_data_stream/${index}`);
  });

  await t.test('every line is a document with all its fields in the data stream; a resend adds none', async (t) => {
    const node = createNode(temporaryFolder(t));
    const containers = (['docker', 'cri'] as const).map((runtime) => {
      const container = node.pod({ namespace: 'shop', pod: `web-${runtime}` }).container(runtime, { runtime });
      container.start();
      container.lines(2_000);
      container.restart();
      container.line('a long one '.repeat(5_000));
      container.line('same');
      container.line('same');
      container.unfinished('last words '.repeat(5_000));
      container.stop();
      return container;
    });
    const expected = containers.flatMap(({ runs }) => runs.flatMap(expectedRecords));
    const args = ['--include', `${node.pods}/*/*/*.log`, '--allow-target', node.dockerContainers, ...target];
    const labels = ['--label', 'app=shop', 'app.kubernetes.io/name=web'];
    for (const _ of ['once', 'again']) {
      const podtail = startPodtail(['--once', ...args, ...labels], { test: t, env: { NODE_NAME: 'node-1' } });
      assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
      assert.equal(await server.count(DATA_STREAM), expected.length);
    }
    const documents = [...(await documentsOf(server, DATA_STREAM)).values()];
    // Each line's time is its own in its container.
    const key = (document: object): string => JSON.stringify(Object.entries(document).sort());
    assert.deepEqual(documents.map(withoutOffset).map(key).sort(), expected.map(ecsOf).map(key).sort());
  });

  await t.test('26: precision and order lost — nanoseconds survive, and equal times have the offset', async () => {
    const time = '2023-11-06T16:08:12.123456789Z';
    const messages = ['first', 'second', 'third'];
    const records: WrittenRecord[] = [
      { message: 'later', time: '2023-11-06T16:08:12.12345679Z', offset: 0 },
      ...messages.map((message, place) => ({ message, time, offset: 9 + place })),
      { message: 'earlier', time: '2023-11-06T18:08:12.123456788+02:00', offset: 100 },
      { message: 'coarse', time: '2023-11-06T16:08:12Z', offset: 200 },
    ];
    assert.deepEqual(await ship(server, 'times', records), { kind: 'delivered' });
    await server.count(DATA_STREAM);
    const { body } = await server.call<{ hits: { hits: { _source: EcsDocument; fields: object }[] } }>(
      'POST',
      `/${DATA_STREAM}/_search`,
      {
        query: { range: { '@timestamp': { gte: '2023-11-06T16:08:12Z', lt: '2023-11-06T16:08:13Z' } } },
        sort: ['@timestamp', 'log.offset'],
        docvalue_fields: [{ field: '@timestamp', format: 'strict_date_optional_time_nanos' }],
      },
    );
    assert.deepEqual(
      body.hits.hits.map(({ _source }) => _source.message),
      ['coarse', 'earlier', ...messages, 'later'],
    );
    assert.deepEqual(body.hits.hits[2]!.fields, { '@timestamp': [time] });
    assert.equal(body.hits.hits[2]!._source['@timestamp'], time);
  });

  await t.test('37: mapping conflicts from dotted labels — app and app.kubernetes.io/name both index', async () => {
    const labels = { app: 'cart', 'app.kubernetes.io/name': 'cart' };
    for (const index of [DATA_STREAM, 'without-template']) {
      assert.deepEqual(await ship(server, 'one', [{ message: 'a' }], { index, labels: { app: 'cart' } }), {
        kind: 'delivered',
      });
      assert.deepEqual(await ship(server, 'other', [{ message: 'b' }], { index, labels }), { kind: 'delivered' });
    }
    await server.count(DATA_STREAM);
    const query = { query: { term: { 'labels.app_kubernetes_io/name': 'cart' } } };
    const { body } = await server.call<{ count: number }>('POST', `/${DATA_STREAM}/_count`, query);
    assert.equal(body.count, 1);
  });

  await t.test('25: bad UTF-8 or control bytes block output — a batch with any lines is accepted', async () => {
    const { escaped, stdout } = RecordFlag;
    const controls = String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code));
    const records: WrittenRecord[] = [
      { message: controls },
      { message: '\u007f\u0085\u2028\ufeff\uffff\u{10ffff}"\\' },
      { message: '\\u0000\\ud800 half \\udc00\\ud83d\\ude00\\/', flags: escaped | stdout },
      { message: 'x'.repeat(1_000_000) },
      { message: '' },
      { message: '{"create":{}}' },
    ];
    const index = 'awkward';
    assert.deepEqual(await ship(server, 'awkward', records, { index }), { kind: 'delivered' });
    const documents = await documentsOf(server, index);
    assert.equal(documents.size, records.length);
    assert.equal(documents.get('awkward-0')!.message, controls);
  });

  await t.test(
    '36: Elasticsearch partial failure mishandled — refused documents are named, all others are stored',
    async () => {
      const mappings = { properties: { message: { type: 'integer' } } };
      assert.equal((await server.call('PUT', '/numbers', { mappings })).status, 200);
      const records = ['1', 'two', '3', 'four'].map((message) => ({ message }));
      const first = await ship(server, 'numbers', records.slice(0, 1), { index: 'numbers' });
      assert.deepEqual(first, { kind: 'delivered' });
      const outcome = await ship(server, 'numbers', records, { index: 'numbers' });
      assert.ok(outcome.kind === 'partial');
      assert.deepEqual(outcome.again, []);
      assert.deepEqual(
        outcome.rejected.map(({ record, status }) => [record, status]),
        [
          [1, 400],
          [3, 400],
        ],
      );
      assert.match(outcome.rejected[0]!.reason, /mapper_parsing_exception: failed to parse field \[message\].*two/);
      assert.equal(await server.count('numbers'), 2);
    },
  );

  await t.test('accepts every schema, raw lines, and the longest names', async () => {
    const plain: LogSource = { path: '/logs/app.log', metadata: {}, writtenByRuntime: false };
    for (const schema of Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[]) {
      const index = `schema-${schema}`;
      const records = [{ message: 'a' }, { message: 'b', offset: Number.MAX_SAFE_INTEGER }];
      assert.deepEqual(await ship(server, 'file', records, { index, schema }), { kind: 'delivered' });
      assert.deepEqual(await ship(server, 'raw', [{ message: 'a', flags: 0 }], { index, schema, source: plain }), {
        kind: 'delivered',
      });
      assert.equal(await server.count(index), 3);
    }
  });

  await t.test('whose index is closed for writing keeps the records for later', async () => {
    const block = (value: boolean | null) =>
      server.call('PUT', '/blocked/_settings', { 'index.blocks.read_only_allow_delete': value });
    await ship(server, 'blocked', [{ message: 'a' }], { index: 'blocked' });
    await block(true);
    const outcome = await ship(server, 'blocked', [{ message: 'a' }, { message: 'b' }], { index: 'blocked' });
    assert.deepEqual(outcome.kind === 'partial' && [outcome.again, outcome.rejected], [[0, 1], []]);
    await block(null);
    assert.deepEqual(await ship(server, 'blocked', [{ message: 'a' }, { message: 'b' }], { index: 'blocked' }), {
      kind: 'delivered',
    });
  });

  await t.test('whose index is closed, missing, or too large for the cluster keeps the records for later', async () => {
    const isKept = async (index: string): Promise<void> => {
      const outcome = await ship(server, index, [{ message: 'a' }, { message: 'b' }], { index });
      assert.deepEqual(outcome.kind === 'partial' && [outcome.again, outcome.rejected], [[0, 1], []], index);
    };
    const settings = (persistent: Record<string, unknown>) => server.call('PUT', '/_cluster/settings', { persistent });
    await server.call('PUT', '/closed', {});
    await server.call('POST', '/closed/_close', {});
    await isKept('closed');
    await settings({ 'action.auto_create_index': 'false' });
    await isKept('missing');
    await settings({ 'action.auto_create_index': null, 'cluster.max_shards_per_node': 1 });
    await isKept('one-too-many');
    await settings({ 'cluster.max_shards_per_node': null });
    await server.call('POST', '/closed/_open', {});
    for (const index of ['closed', 'missing', 'one-too-many']) {
      assert.deepEqual(await ship(server, index, [{ message: 'a' }], { index }), { kind: 'delivered' });
    }
  });

  await t.test('40: no recovery after the sink restarts — the next request succeeds', async () => {
    const records = [{ message: 'a' }];
    await server.halt();
    const away = await ship(server, 'restart', records, { index: 'restart' });
    assert.match(away.kind === 'retry' ? away.reason : '', /connection refused/);
    await server.start();
    assert.deepEqual(await ship(server, 'restart', records, { index: 'restart' }), { kind: 'delivered' });
  });
});
