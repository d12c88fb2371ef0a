import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OpenSearch, startOpenSearch } from './opensearch/open-search.js';
import { openSearchBuild } from './opensearch/open-search-build.js';
import type { BulkAnswer, OpenSearchDocument } from './opensearch/open-search-client.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';

/** A data stream with times to the nanosecond. */
const TEMPLATE = {
  index_patterns: ['logs-podtail-*'],
  data_stream: {},
  template: { mappings: { properties: { '@timestamp': { type: 'date_nanos' } } } },
};

test('a real OpenSearch', async (t) => {
  if (skipWithout(t, whyNoServer(openSearchBuild))) return;
  const server = await startOpenSearch();
  t.after(() => server.stop());

  await t.test('refuses a second create of the same id with 409', async () => {
    const document = { message: 'once' };
    assert.deepEqual(statuses(await create(server, 'twice', ['a', document])), [201]);
    assert.deepEqual(statuses(await create(server, 'twice', ['a', document], ['b', document])), [409, 201]);
    assert.equal(await server.count('twice'), 2);
  });

  await t.test('accepts creates in a data stream, and refuses a second one of the same id', async () => {
    assert.equal((await server.call('PUT', '/_index_template/logs-podtail', TEMPLATE)).status, 200);
    const document = { '@timestamp': '2023-11-06T16:08:12.123456789Z', message: 'once' };
    const answer = await create(server, 'logs-podtail-default', ['a', document], ['a', document]);
    assert.deepEqual(statuses(answer), [201, 409]);
    const [stored] = await all(server, 'logs-podtail-default');
    assert.deepEqual(stored, { _id: 'a', _index: '.ds-logs-podtail-default-000001', _source: document });
  });

  await t.test('refuses only the document whose field has another type, with the reason', async () => {
    const named = ['a', { labels: { app: 'cart' } }] as const;
    const dotted = ['b', { labels: { 'app.kubernetes.io/name': 'cart' } }] as const;
    const { items } = await create(server, 'conflict', named, dotted, ['c', { message: 'beside it' }]);
    assert.deepEqual(
      items.map((item) => item.create?.error?.type),
      [undefined, 'mapper_parsing_exception', undefined],
    );
  });

  await t.test('returns all documents of several pages, and none of a missing index', async () => {
    const documents = Array.from({ length: 12_000 }, (_, number) => [`${number}`, { number }] as const);
    assert.equal((await create(server, 'pages', ...documents)).errors, false);
    const stored = await all(server, 'pages');
    assert.deepEqual(
      stored.map(({ _id, _source }) => [_id, _source] as const).sort((a, b) => Number(a[0]) - Number(b[0])),
      documents,
    );
    assert.deepEqual(await all(server, 'nothing'), []);
    assert.equal(await server.count('nothing'), 0);
  });

  await t.test('keeps acknowledged documents over a crash, and returns at the same address', async () => {
    await create(server, 'crash', ['a', { message: 'before' }]);
    await server.halt();
    await assert.rejects(server.count('crash'), /fetch failed/);
    await server.start();
    assert.deepEqual(statuses(await create(server, 'crash', ['a', { message: 'again' }])), [409]);
  });
});

type DocumentWithId = readonly [id: string, source: object];

async function create(server: OpenSearch, target: string, ...documents: DocumentWithId[]): Promise<BulkAnswer> {
  const lines = documents.flatMap(([_id, source]) => [{ create: { _id } }, source]);
  const ndjson = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { status, body } = await server.call<BulkAnswer>('POST', `/${target}/_bulk`, ndjson);
  assert.equal(status, 200);
  return body;
}

function statuses({ items }: BulkAnswer): (number | undefined)[] {
  return items.map((item) => item.create?.status);
}

/** Without the score. */
async function all(server: OpenSearch, target: string): Promise<OpenSearchDocument<object>[]> {
  const documents: OpenSearchDocument<object>[] = [];
  for await (const { _id, _index, _source } of server.documents<object>(target)) {
    documents.push({ _id, _index, _source });
  }
  return documents;
}
