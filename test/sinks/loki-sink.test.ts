import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLokiEncoder } from '../../src/encode/loki/loki-encoder.js';
import { createLokiPayloads } from '../../src/encode/loki/loki-payloads.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { Payload } from '../../src/record/payload.js';
import { RecordFlag } from '../../src/record/record-block.js';
import type { Sink } from '../../src/record/sink.js';
import { createLokiSink, type LokiSinkOptions } from '../../src/sinks/loki/loki-sink.js';
import { blockOf, payloadOf, type WrittenRecord, withMembers } from '../support/blocks.js';
import { CONTAINER_SOURCE } from '../support/decode-bytes.js';
import { type FakeAnswer, startFakeHttpServer } from '../support/fake-http-server.js';
import { startFakeLoki } from '../support/fake-loki.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { type OutcomeSummary, summaryOf } from '../support/outcome-summary.js';

const encoder = createLokiEncoder({
  labels: {},
  labelTemplates: { namespace: '${namespace}', pod: '${pod}', stream: '${stream}' },
  structuredMetadata: true,
  maxLineBytes: 256 * 1024,
  tenant: '${namespace}',
});
const SHOP: LogSource = { ...CONTAINER_SOURCE, metadata: { ...CONTAINER_SOURCE.metadata, namespace: 'shop' } };

function sinkOf(t: TestContext, url: string, options: Partial<LokiSinkOptions> = {}): Sink {
  const sink = createLokiSink(
    { ...HTTP_OPTIONS, name: 'loki', url, encoding: 'protobuf', ...options },
    { ...createLokiPayloads('late'), exampleTenant: 'default' },
  );
  t.after(() => sink.close());
  return sink;
}

function lines(...messages: readonly string[]): WrittenRecord[] {
  return messages.map((message, second) => ({
    message,
    flags: RecordFlag.stdout,
    time: `2023-11-06T16:08:0${second}.000000001Z`,
  }));
}

const threeLines = (): Payload => payloadOf(encoder, blockOf(CONTAINER_SOURCE, lines('m0', 'm1', 'm2')));

describe('the Loki sink', () => {
  it('pushes protobuf with snappy, every record with its stream, time, text and metadata', async (t) => {
    const loki = await startFakeLoki(t);
    const sink = sinkOf(t, loki.url);
    assert.deepEqual(await sink.send(threeLines(), NEVER), { kind: 'delivered' });
    assert.deepEqual(
      loki.taken,
      [0, 1, 2].map((second) => ({
        tenant: 'default',
        stream: '{namespace="default", pod="web-0", stream="stdout"}',
        time: `${1_699_286_880 + second}000000001`,
        line: `m${second}`,
        metadata: { uid: CONTAINER_SOURCE.metadata.uid, container: 'nginx', restart: '0' },
      })),
    );
  });

  it('pushes JSON, gzipped', async (t) => {
    const server = await startFakeHttpServer(t, { answer: () => ({ status: 204 }) });
    const sink = sinkOf(t, `${server.url}/own/path`, { encoding: 'json', compression: { gzip: 1 } });
    assert.deepEqual(await sink.send(threeLines(), NEVER), { kind: 'delivered' });
    const [{ path, headers, body }] = server.requests as [(typeof server.requests)[0]];
    assert.deepEqual(
      [path, headers['content-type'], headers['content-encoding'], headers['x-scope-orgid']],
      ['/own/path', 'application/json', 'gzip', 'default'],
    );
    const { streams } = JSON.parse(body.toString('utf8'));
    assert.deepEqual(streams[0].stream, { namespace: 'default', pod: 'web-0', stream: 'stdout' });
    assert.deepEqual(streams[0].values[2].slice(0, 2), ['1699286882000000001', 'm2']);
  });

  it('sends the records of each tenant in a request for it, in order of time', async (t) => {
    const loki = await startFakeLoki(t);
    const sink = sinkOf(t, loki.url);
    const payload = payloadOf(
      encoder,
      blockOf(CONTAINER_SOURCE, lines('m0', 'm1')),
      blockOf(SHOP, lines('s2')),
      blockOf(CONTAINER_SOURCE, lines('m3')),
      blockOf(SHOP, lines('s4')),
    );
    assert.deepEqual(sink.divide!(payload), [
      [
        [0, 2],
        [3, 4],
      ],
      [
        [2, 3],
        [4, 5],
      ],
    ]);
    const outcome = await sink.send(payload, NEVER);
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual([outcome.again, outcome.rejected, outcome.isOtherwise], [[2, 4], [], true]);
    assert.deepEqual(
      loki.taken.map(({ tenant, line }) => [tenant, line]),
      [
        ['default', 'm0'],
        ['default', 'm3'],
        ['default', 'm1'],
      ],
    );
  });

  it('maps refused records of one tenant to their places in the whole payload', async (t) => {
    const loki = await startFakeLoki(t);
    const sink = sinkOf(t, loki.url);
    const payload = payloadOf(
      encoder,
      blockOf(CONTAINER_SOURCE, lines('m0')),
      blockOf(SHOP, lines('s1')),
      blockOf(CONTAINER_SOURCE, lines('m2')),
    );
    const stream = '{namespace="default", pod="web-0", stream="stdout"}';
    loki.script({ status: 400, body: `entry for stream '${stream}' has 16 label names; limit 15` });
    const outcome = await sink.send(payload, NEVER);
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual([outcome.again, outcome.rejected.map(({ record }) => record)], [[1], [0, 2]]);
    loki.script({ status: 400, body: 'no' });
    const refused = await sink.send(payload, NEVER);
    assert.ok(refused.kind === 'partial');
    assert.deepEqual([refused.again, refused.rejected.map(({ record }) => record)], [[1], [0, 2]]);
    loki.script({ status: 503 });
    assert.equal((await sink.send(payload, NEVER)).kind, 'retry');
  });

  it('rejects the entries that a 400 names, and delivers the others (32: Loki 400: too far behind, out of order, line too long)', async (t) => {
    const loki = await startFakeLoki(t);
    const sink = sinkOf(t, loki.url);
    const body =
      "entry with timestamp 2023-11-06 16:08:01.000000001 +0000 UTC ignored, reason: 'entry out of order',\n" +
      'user \'default\', total ignored: 1 out of 3 for stream: {namespace="default", pod="web-0", stream="stdout"}';
    loki.script({ status: 400, body });
    const outcome = await sink.send(threeLines(), NEVER);
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual(outcome.again, []);
    assert.deepEqual(outcome.rejected, [
      { record: 1, reason: 'entry out of order', cause: 'out_of_order', status: 400 },
    ]);
  });

  const probes: readonly (readonly [answer: FakeAnswer, ok: boolean])[] = [
    [{ status: 204 }, true],
    [{ status: 422, body: 'error at least one valid stream is required for ingestion' }, true],
    [{ status: 401, body: 'no org id' }, false],
    [{ status: 404 }, false],
    [{ status: 302 }, false],
    [{ status: 503 }, false],
    ['reset', false],
  ];
  for (const [answer, ok] of probes) {
    const what = typeof answer === 'string' ? answer : answer.status;
    it(`finds by an empty push that Loki is ${ok ? '' : 'not '}there, if it answers ${what}`, async (t) => {
      const loki = await startFakeLoki(t);
      const sink = sinkOf(t, loki.url);
      loki.script(answer);
      const result = await sink.probe!(NEVER);
      assert.equal(result.ok, ok);
      assert.match(result.ok ? result.found : result.reason, /127\.0\.0\.1/);
      assert.deepEqual([loki.requests[0]!.headers['x-scope-orgid'], loki.taken], ['default', []]);
    });
  }

  const wholePayload: readonly (readonly [string, FakeAnswer, OutcomeSummary])[] = [
    [
      'gives up all where a 400 names none (35: hopeless data retried for ever)',
      { status: 400, body: 'no' },
      { kind: 'rejected' },
    ],
    [
      'tries again after a 429, when Loki says (33: Loki 429 lost or blocking others)',
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'retry', after: 7000 },
    ],
    ['tries again after a 500', { status: 500, body: 'x' }, { kind: 'retry' }],
    ['tries again when the connection breaks', 'reset', { kind: 'retry' }],
    ['asks for smaller requests after a 413 (38: 413 loop)', { status: 413 }, { kind: 'tooLarge' }],
    [
      'asks for smaller requests when one of Loki’s parts finds them too large for another (38: 413 loop)',
      {
        status: 500,
        body: 'rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5 vs. 4)',
      },
      { kind: 'tooLarge' },
    ],
    ['asks for other credentials after a 401', { status: 401, body: 'no org id' }, { kind: 'credentials' }],
    [
      'gives up all while ingestion is blocked, which looks like a success',
      { status: 260, body: 'blocked' },
      { kind: 'rejected', cause: 'blocked_ingestion' },
    ],
    ['takes a 200 for a success, too', { status: 200 }, { kind: 'delivered' }],
  ];
  for (const [behaviour, answer, expected] of wholePayload) {
    it(behaviour, async (t) => {
      const loki = await startFakeLoki(t);
      const sink = sinkOf(t, loki.url);
      loki.script(answer);
      const outcome = await sink.send(threeLines(), NEVER);
      assert.deepEqual(summaryOf(outcome), expected);
    });
  }
});

describe('a 500 of Loki about a metadata name', () => {
  const refusal = (name: string): FakeAnswer => ({
    status: 500,
    body: `normalization for label name "${name}" resulted in invalid name "_"\n`,
  });

  it('rejects the records that have it, and sends the others again at once', async (t) => {
    const loki = await startFakeLoki(t);
    const sink = sinkOf(t, loki.url);
    const block = withMembers(blockOf(CONTAINER_SOURCE, lines('m0', 'm1', 'm2')), 1, '"odd":"x",');
    const payload = payloadOf(encoder, block);
    loki.script(refusal('odd'));
    const outcome = await sink.send(payload, NEVER);
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual(
      [outcome.again, outcome.rejected.map(({ record, cause }) => [record, cause]), outcome.isOtherwise],
      [[0, 2], [[1, 'metadata_name']], true],
    );
  });

  it('rejects the push if no record has it', async (t) => {
    const loki = await startFakeLoki(t);
    const sink = sinkOf(t, loki.url);
    loki.script(refusal('nobody'));
    assert.equal((await sink.send(threeLines(), NEVER)).kind, 'rejected');
  });
});
