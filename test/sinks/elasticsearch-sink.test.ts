import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createBulkEncoder } from '../../src/encode/bulk/bulk-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { parseTextTemplate } from '../../src/format/text-template.js';
import type { Payload } from '../../src/record/payload.js';
import type { Sink } from '../../src/record/sink.js';
import {
  createElasticsearchSink,
  type ElasticsearchSinkOptions,
} from '../../src/sinks/elasticsearch/elasticsearch-sink.js';
import { blockOf, EXAMPLE_SOURCE, payloadOf } from '../support/blocks.js';
import { startFakeElasticsearch } from '../support/fake-elasticsearch.js';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';

const INDEX = 'logs-podtail-default';

function payload(messages: readonly string[], index = INDEX): Payload {
  const encoder = createBulkEncoder({ index: parseTextTemplate(index), schema: SCHEMAS.ecs, fields: { labels: {} } });
  return payloadOf(
    encoder,
    blockOf(
      EXAMPLE_SOURCE,
      messages.map((message) => ({ message })),
    ),
  );
}

function sinkOf(
  t: TestContext,
  url: string | readonly string[],
  options: Partial<ElasticsearchSinkOptions> = {},
): Sink {
  const urls = typeof url === 'string' ? [url] : url;
  const sink = createElasticsearchSink({ ...HTTP_OPTIONS, name: 'es', url: urls, fixedIndex: INDEX, ...options });
  t.after(() => sink.close());
  return sink;
}

describe('the elasticsearch sink', () => {
  it('creates documents in a data stream, each with its id', async (t) => {
    const cluster = await startFakeElasticsearch(t);
    assert.deepEqual(await sinkOf(t, cluster.url).send(payload(['a', 'b']), NEVER), { kind: 'delivered' });
    const stored = cluster.indexes.get(INDEX)!;
    assert.deepEqual([...stored.keys()], ['file-0', 'file-2s']);
    assert.deepEqual(
      cluster.documents.map(({ message }) => message),
      ['a', 'b'],
    );
  });

  it('creates documents in indexes from a template, under the base URL, compressed, with the API key', async (t) => {
    const cluster = await startFakeElasticsearch(t);
    const options = {
      fixedIndex: undefined,
      compression: { gzip: 3 },
      auth: { kind: 'apiKey', key: { text: 'id:key' } },
    } as const;
    const outcome = await sinkOf(t, `${cluster.url}/`, options).send(
      payload(['a'], 'logs-${namespace}-${date:yyyy.MM.dd}'),
      NEVER,
    );
    assert.deepEqual(outcome, { kind: 'delivered' });
    assert.deepEqual([...cluster.indexes.keys()], ['logs-default-2023.11.06']);
    assert.equal(cluster.requests[0]!.headers.authorization, `ApiKey ${Buffer.from('id:key').toString('base64')}`);
  });

  it('39: duplicates in Elasticsearch after a retry — a resend adds nothing; equal lines are both kept', async (t) => {
    const cluster = await startFakeElasticsearch(t);
    const sink = sinkOf(t, cluster.url);
    for (let time = 0; time < 3; time++) {
      assert.deepEqual(await sink.send(payload(['same', 'same']), NEVER), { kind: 'delivered' });
    }
    assert.equal(cluster.documents.length, 2);
  });

  it('36: Elasticsearch partial failure mishandled — 429 and 5xx are sent again, 409 is success, 400 is rejected, with exact counts', async (t) => {
    const errors: Readonly<Record<string, number>> = { busy: 429, broken: 503, bad: 400, forbidden: 403 };
    const cluster = await startFakeElasticsearch(t, {
      fail: ({ message }) => {
        const status = errors[String(message)];
        return status === undefined
          ? undefined
          : { status, type: 'some_exception', reason: `it is ${message}`, cause: 'of this' };
      },
    });
    const sink = sinkOf(t, cluster.url);
    await sink.send(payload(['good']), NEVER);
    const outcome = await sink.send(payload(['good', 'busy', 'bad', 'new', 'broken', 'bad', 'forbidden']), NEVER);
    const rejected = { status: 400, reason: 'some_exception: it is bad: of this' };
    assert.deepEqual(outcome, {
      kind: 'partial',
      again: [1, 4, 6],
      rejected: [
        { record: 2, ...rejected },
        { record: 5, ...rejected },
      ],
      reason: `${cluster.url}/${INDEX}/_bulk took 2 of 7 records: some_exception: it is busy: of this`,
    });
    assert.deepEqual(
      cluster.documents.map(({ message }) => message),
      ['good', 'new'],
    );
  });

  it('sends again what the index cannot take now: it is missing or closed, or the cluster has no room', async (t) => {
    const errors: Readonly<Record<string, readonly [status: number, type: string, reason: string]>> = {
      missing: [404, 'index_not_found_exception', 'no such index [x]'],
      closed: [400, 'index_closed_exception', 'closed'],
      full: [
        400,
        'validation_exception',
        'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;',
      ],
      alias: [400, 'illegal_argument_exception', 'no write index is defined for alias [x].'],
      pipeline: [400, 'illegal_argument_exception', 'pipeline with id [x] does not exist'],
      locked: [423, 'some_exception', 'locked'],
      bad: [400, 'illegal_argument_exception', 'mapper [x] cannot be changed'],
    };
    const cluster = await startFakeElasticsearch(t, {
      fail: ({ message }) => {
        const [status, type, reason] = errors[String(message)] ?? [];
        return status === undefined ? undefined : { status, type: type!, reason: reason! };
      },
    });
    const outcome = await sinkOf(t, cluster.url).send(payload(['good', ...Object.keys(errors)]), NEVER);
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual([outcome.again, outcome.rejected.map(({ record }) => record)], [[1, 2, 3, 4, 5, 6], [7]]);
  });

  it('38: 413 loop — a request that is too large is reported as such', async (t) => {
    const cluster = await startFakeElasticsearch(t, { mostBytes: 100 });
    const outcome = await sinkOf(t, cluster.url).send(payload(['a']), NEVER);
    assert.equal(outcome.kind, 'tooLarge');
  });

  it('does not count an answer of another API as success', async (t) => {
    const server = await startFakeHttpServer(t);
    const sink = sinkOf(t, server.url);
    const answers = [
      '<html>Please log in</html>',
      '',
      '{}',
      '{"errors":true}',
      '{"errors":true,"items":[]}',
      '{"errors":true,"items":[{"create":{"status":201}},{"create":{"status":400}}]}',
      '{"errors":true,"items":[{"create":{}}]}',
    ];
    server.script(...answers.map((body) => ({ body })), { cut: '{"errors":true,"items":[{"create":{"status":201' });
    for (const answer of [...answers, 'cut']) {
      assert.equal((await sink.send(payload(['a']), NEVER)).kind, 'retry', answer);
    }
  });

  it('accepts the beginning of an answer if it says that there are no errors', async (t) => {
    const server = await startFakeHttpServer(t);
    server.script({ cut: '{"errors":false,"items":[{"create":{"sta' });
    assert.deepEqual(await sinkOf(t, server.url).send(payload(['a']), NEVER), { kind: 'delivered' });
  });
});

describe('a probe of Elasticsearch', () => {
  it('finds the nodes that accept records, and sends none', async (t) => {
    const cluster = await startFakeElasticsearch(t);
    assert.deepEqual(await sinkOf(t, cluster.url).probe?.(NEVER), {
      ok: true,
      accepts: true,
      found: `${cluster.url}/${INDEX}/_bulk takes bulk requests`,
    });
    assert.equal(cluster.documents.length, 0);
  });

  it('reports the problem of a node that does not', async (t) => {
    const cluster = await startFakeElasticsearch(t);
    const stranger = await startFakeElasticsearch(t, { admit: () => false });
    const result = await sinkOf(t, [cluster.url, stranger.url]).probe?.(NEVER);
    assert.deepEqual(
      result?.ok === false && result.reason,
      `${stranger.url}/${INDEX}/_bulk answered 401; check the user, password, token or certificate`,
    );
  });
});

describe('the nodes of a cluster', () => {
  it('are used in turn', async (t) => {
    const nodes = [await startFakeElasticsearch(t), await startFakeElasticsearch(t)];
    const sink = sinkOf(
      t,
      nodes.map(({ url }) => url),
    );
    for (let request = 0; request < 4; request++) await sink.send(payload(['a']), NEVER);
    assert.deepEqual(
      nodes.map(({ requests }) => requests.length),
      [2, 2],
    );
  });

  it('replace one that is away or fails', async (t) => {
    const [away, failing, working] = await Promise.all([
      startFakeElasticsearch(t),
      startFakeHttpServer(t, { answer: () => ({ status: 502 }) }),
      startFakeElasticsearch(t),
    ]);
    await away.close();
    const sink = sinkOf(t, [away.url, failing.url, working.url]);
    for (const message of 'abc') assert.deepEqual(await sink.send(payload([message]), NEVER), { kind: 'delivered' });
    assert.equal(working.documents.length, 1, 'the same record thrice');
    assert.equal(working.requests.length, 3);
    assert.equal(failing.requests.length, 1, 'it is left alone for a while');
  });

  it('are all tried before the request counts as failed', async (t) => {
    const nodes = await Promise.all([0, 1].map(() => startFakeHttpServer(t, { answer: () => ({ status: 503 }) })));
    const outcome = await sinkOf(
      t,
      nodes.map(({ url }) => url),
    ).send(payload(['a']), NEVER);
    assert.equal(outcome.kind, 'retry');
    assert.deepEqual(
      nodes.map(({ requests }) => requests.length),
      [1, 1],
    );
  });

  it('are not all tried if one is too busy or refuses the request', async (t) => {
    const nodes = await Promise.all([0, 1].map(() => startFakeHttpServer(t)));
    const sink = sinkOf(
      t,
      nodes.map(({ url }) => url),
    );
    nodes[0]!.script({ status: 429 });
    nodes[1]!.script({ status: 400 });
    assert.equal((await sink.send(payload(['a']), NEVER)).kind, 'retry');
    assert.equal((await sink.send(payload(['a']), NEVER)).kind, 'rejected');
    assert.equal(nodes[0]!.requests.length + nodes[1]!.requests.length, 2);
  });
});

describe('an unusual answer of a server with the bulk API', () => {
  it('of 400 to all rejects the batch, and says what a replay may store twice', async (t) => {
    const server = await startFakeHttpServer(t, { answer: () => ({ status: 400, body: 'cannot parse line 7' }) });
    const outcome = await sinkOf(t, server.url).send(payload(['a', 'b']), NEVER);
    assert.ok(outcome.kind === 'rejected');
    assert.match(
      outcome.reason,
      /answered 400: cannot parse line 7; some of its records may be stored; a replay does not/,
    );
  });

  it('that never ends uses limited memory: the batch is sent in halves, down to one record, which is retried', async (t) => {
    const server = await startFakeHttpServer(t, {
      answer: () => ({ body: `{"items":[${'{"create":{"status":400}},'.repeat(100_000)}` }),
    });
    const sink = sinkOf(t, server.url);
    const outcome = await sink.send(payload(['a', 'b']), NEVER);
    assert.equal(outcome.kind, 'tooLarge');
    assert.match('reason' in outcome ? outcome.reason! : '', /sent a longer answer than podtail reads for 2 records/);
    assert.equal((await sink.send(payload(['a']), NEVER)).kind, 'retry');
  });

  it('that reports no errors, and never ends, counts as delivered', async (t) => {
    const server = await startFakeHttpServer(t, {
      answer: () => ({ body: `{"errors":false,${' '.repeat(3_000_000)}` }),
    });
    assert.deepEqual(await sinkOf(t, server.url).send(payload(['a']), NEVER), { kind: 'delivered' });
  });

  it('of VictoriaLogs, whose path has no index, follows a request without one', async (t) => {
    const server = await startFakeHttpServer(t, { answer: () => ({ body: '{"took":1,"errors":false,"items":[]}' }) });
    const sink = sinkOf(t, `${server.url}/insert/elasticsearch`);
    assert.equal((await sink.probe!(NEVER)).ok, true);
    assert.match(server.requests[0]!.path, /^\/insert\/elasticsearch\/_bulk\?/);
  });

  it('to an unknown path is a problem that a probe finds', async (t) => {
    const server = await startFakeHttpServer(t, {
      answer: () => ({ status: 400, body: 'unsupported path requested' }),
    });
    const result = await sinkOf(t, server.url).probe!(NEVER);
    assert.match(result.ok ? '' : result.reason, /_bulk answered 400: unsupported path requested$/);
  });
});

describe('an answer that names records in the failure store', () => {
  const used = { create: { status: 201, failure_store: 'used' } };
  const items = [used, { create: { status: 201 } }, used];

  it('counts as delivered, and counts these records', async (t) => {
    const server = await startFakeHttpServer(t, { answer: () => ({ body: JSON.stringify({ errors: false, items }) }) });
    const outcome = await sinkOf(t, server.url).send(payload(['a', 'b', 'c']), NEVER);
    assert.ok(outcome.kind === 'delivered');
    assert.deepEqual([outcome.apart?.records, /could not be indexed/.test(outcome.apart?.reason ?? '')], [2, true]);
  });

  it('counts them separately from refused records', async (t) => {
    const refused = { create: { status: 400, error: { type: 'x', reason: 'y' } } };
    const body = JSON.stringify({ errors: true, items: [...items, refused] });
    const server = await startFakeHttpServer(t, { answer: () => ({ body }) });
    const outcome = await sinkOf(t, server.url).send(payload(['a', 'b', 'c', 'd']), NEVER);
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual([outcome.apart?.records, outcome.rejected.map(({ record }) => record)], [2, [3]]);
  });
});
