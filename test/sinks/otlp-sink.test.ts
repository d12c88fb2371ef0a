import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createOtlpEncoder } from '../../src/encode/otlp/otlp-encoder.js';
import { otlpJson } from '../../src/encode/otlp/otlp-payload.js';
import type { Payload } from '../../src/record/payload.js';
import { RecordFlag } from '../../src/record/record-block.js';
import type { Sink } from '../../src/record/sink.js';
import { createOtlpSink, type OtlpSinkOptions } from '../../src/sinks/otlp/otlp-sink.js';
import { blockOf, payloadOf } from '../support/blocks.js';
import { CONTAINER_SOURCE } from '../support/decode-bytes.js';
import { type FakeAnswer, startFakeHttpServer } from '../support/fake-http-server.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { type OutcomeSummary, summaryOf } from '../support/outcome-summary.js';
import { createProtobufDecoder } from '../support/protobuf-decoder.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

const requests = createProtobufDecoder('otlp.proto', 'otlp.ExportLogsServiceRequest');
const responses = createProtobufDecoder('otlp.proto', 'otlp.ExportLogsServiceResponse');
const statuses = createProtobufDecoder('otlp.proto', 'otlp.Status');
const encoder = createOtlpEncoder({ labels: {}, version: '1.2.3' });
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };

function sinkOf(
  t: TestContext,
  url: string,
  options: Partial<OtlpSinkOptions> = {},
  diagnostics = createSpokenDiagnostics(),
): Sink {
  const sink = createOtlpSink(
    { ...HTTP_OPTIONS, name: 'otlp', url, encoding: 'protobuf', ...options },
    otlpJson,
    diagnostics,
  );
  t.after(() => sink.close());
  return sink;
}

function threeLines(): Payload {
  const records = ['m0', 'm1', 'm2'].map((message) => ({ message, flags: RecordFlag.stdout }));
  return payloadOf(encoder, blockOf(CONTAINER_SOURCE, records));
}

describe('the OTLP sink', () => {
  for (const [encoding, contentType] of [
    ['protobuf', 'application/x-protobuf'],
    ['json', 'application/json'],
  ] as const) {
    it(`exports ${encoding}, gzipped`, async (t) => {
      const server = await startFakeHttpServer(t, { answer: () => ({ headers: { 'content-type': contentType } }) });
      const sink = sinkOf(t, server.url, { encoding, compression: { gzip: 1 } });
      const payload = threeLines();
      assert.deepEqual(await sink.send(payload, NEVER), { kind: 'delivered' });
      const [{ method, path, headers, body }] = server.requests as [(typeof server.requests)[0]];
      assert.deepEqual(
        [method, path, headers['content-type'], headers['content-encoding']],
        ['POST', '/v1/logs', contentType, 'gzip'],
      );
      const sent = encoding === 'json' ? JSON.parse(body.toString('utf8')) : requests.decode(body);
      assert.deepEqual(sent, requests.decode(payload.buffer.subarray(0, payload.length)));
    });
  }

  it('uses the path of the URL', async (t) => {
    const server = await startFakeHttpServer(t);
    await sinkOf(t, `${server.url}/otlp/v1/logs?key=x`).send(threeLines(), NEVER);
    await sinkOf(t, `${server.url}/?key=x`).send(threeLines(), NEVER);
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/otlp/v1/logs?key=x', '/v1/logs?key=x'],
    );
  });

  const partial = { partialSuccess: { rejectedLogRecords: 2, errorMessage: 'too old' } };
  const rows: readonly (readonly [string, FakeAnswer, OutcomeSummary])[] = [
    [
      'says how many are lost by a partial success in protobuf',
      { headers: PROTOBUF, body: responses.encode(partial) },
      { kind: 'delivered', lost: 2 },
    ],
    [
      'says how many are lost by a partial success in JSON, also as text',
      { headers: JSON_TYPE, body: '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"too old"}}' },
      { kind: 'delivered', lost: 3 },
    ],
    [
      'says how many are lost by a partial success in JSON with the names of protobuf',
      { headers: JSON_TYPE, body: '{"partial_success":{"rejected_log_records":"2","error_message":"too old"}}' },
      { kind: 'delivered', lost: 2 },
    ],
    [
      'reads JSON without a type behind a byte order mark and spaces',
      { body: '\ufeff \n{ "partialSuccess":{"rejectedLogRecords":2}}' },
      { kind: 'delivered', lost: 2 },
    ],
    [
      'takes fewer than no rejected records for none',
      { headers: JSON_TYPE, body: '{"partialSuccess":{"rejectedLogRecords":-5,"errorMessage":"odd"}}' },
      { kind: 'delivered' },
    ],
    ...[
      '{"partialSuccess":5}',
      '{"error":"no"}',
      '{"errors":["no"]}',
      '{"success":false}',
      '{"status":"error"}',
      '{"code":13,"message":"no"}',
    ].map((body): (typeof rows)[0] => [
      `tries again where JSON with 200 says what is wrong: ${body}`,
      { headers: JSON_TYPE, body },
      { kind: 'retry' },
    ]),
    ...['{"status":"ok"}', '{"code":200,"status":[]}', '{"errors":[]}', '{"success":true}'].map(
      (body): (typeof rows)[0] => [
        `takes JSON that says nothing of a fault for a success: ${body}`,
        { headers: JSON_TYPE, body },
        { kind: 'delivered' },
      ],
    ),
    [
      'loses nothing by a collector’s warning',
      { headers: JSON_TYPE, body: '{"partialSuccess":{"errorMessage":"slow"}}' },
      { kind: 'delivered' },
    ],
    ['takes an empty answer for a success', {}, { kind: 'delivered' }],
    ['takes JSON for a success, also where nothing says that it is', { body: '{}' }, { kind: 'delivered' }],
    ['tries again where the answer is no message', { headers: PROTOBUF, body: 'nonsense' }, { kind: 'retry' }],
    ['tries again where the answer is cut', { status: 200, cut: '{"partialSucc' }, { kind: 'retry' }],
    ['tries again where the answer is JSON, and no object', { headers: JSON_TYPE, body: '[]' }, { kind: 'retry' }],
    [
      'tries again where the answer is an error of a gateway (false delivery)',
      { headers: JSON_TYPE, body: '{"error":{"message":"no such route"}}' },
      { kind: 'retry' },
    ],
    [
      'asks for smaller requests after a 500 that passes on that a message is too large (38: 413 loop)',
      {
        status: 500,
        headers: JSON_TYPE,
        body: '{"code":8,"message":"grpc: received message larger than max (5 vs. 4)"}',
      },
      { kind: 'tooLarge' },
    ],
    [
      'tries again after a page for people (false delivery)',
      { headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' },
      { kind: 'retry' },
    ],
    ['tries again after a page without a type (false delivery)', { body: '<html>Log in</html>' }, { kind: 'retry' }],
    [
      'tries again after a text (false delivery)',
      { headers: { 'content-type': 'text/plain' }, body: 'OK' },
      { kind: 'retry' },
    ],
    ['tries again after a 404, as an ingress answers it', { status: 404 }, { kind: 'retry' }],
    ['tries again after a 408', { status: 408 }, { kind: 'retry' }],
    ['tries again after a 520, which no collector answers', { status: 520 }, { kind: 'retry' }],
    [
      'asks for smaller requests after a 400 that says so, as the Collector has no 413 (38: 413 loop)',
      { status: 400, body: 'request body too large\n' },
      { kind: 'tooLarge' },
    ],
    [
      'asks for smaller requests after a 400 that says so in a status (38: 413 loop)',
      { status: 400, headers: PROTOBUF, body: statuses.encode({ code: 3, message: 'http: request body too large' }) },
      { kind: 'tooLarge' },
    ],
    [
      'tries again after a 429, when the collector says',
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'retry', after: 7000 },
    ],
    ['tries again after a 502', { status: 502 }, { kind: 'retry' }],
    [
      'tries again after a 503, when the collector says',
      { status: 503, headers: { 'retry-after': '1' } },
      { kind: 'retry', after: 1000 },
    ],
    ['tries again after a 504', { status: 504 }, { kind: 'retry' }],
    ['tries again when the connection breaks', 'reset', { kind: 'retry' }],
    ['gives up after a 400 (35: hopeless data retried for ever)', { status: 400 }, { kind: 'rejected' }],
    [
      'gives up after a 500, as the specification has it (35: hopeless data retried for ever)',
      { status: 500 },
      { kind: 'rejected' },
    ],
    [
      'gives up after a 500 that is a status of a collector (35: hopeless data retried for ever)',
      { status: 500, headers: PROTOBUF, body: statuses.encode({ code: 13, message: 'no' }) },
      { kind: 'rejected' },
    ],
    [
      'gives up after a 500 that is a status in JSON',
      { status: 500, headers: JSON_TYPE, body: '{"code":13,"message":"no"}' },
      { kind: 'rejected' },
    ],
    [
      'tries again after a 500 of a gateway',
      { status: 500, headers: { 'content-type': 'text/html' }, body: '<html>Internal Server Error</html>' },
      { kind: 'retry' },
    ],
    [
      'tries again after a 500 of a gateway in JSON',
      { status: 500, headers: JSON_TYPE, body: '{"message":"Internal Server Error"}' },
      { kind: 'retry' },
    ],
    ['asks for smaller requests after a 413 (38: 413 loop)', { status: 413 }, { kind: 'tooLarge' }],
    ['asks for other credentials after a 401', { status: 401 }, { kind: 'credentials' }],
  ];
  for (const [behaviour, answer, expected] of rows) {
    it(behaviour, async (t) => {
      const server = await startFakeHttpServer(t, { answer: () => answer });
      assert.deepEqual(summaryOf(await sinkOf(t, server.url).send(threeLines(), NEVER)), expected);
    });
  }

  it('logs the warning of a collector that accepted all, once', async (t) => {
    const diagnostics = createSpokenDiagnostics();
    let attributes = 1;
    const server = await startFakeHttpServer(t, {
      answer: () => ({
        headers: JSON_TYPE,
        body: JSON.stringify({
          partialSuccess: { rejectedLogRecords: '0', errorMessage: `${attributes} attributes were dropped` },
        }),
      }),
    });
    const sink = sinkOf(t, server.url, {}, diagnostics);
    for (attributes of [1, 1, 2, 1]) assert.deepEqual(await sink.send(threeLines(), NEVER), { kind: 'delivered' });
    assert.deepEqual(diagnostics.said, [
      'warn: the sink otlp took all records, with a warning: 1 attributes were dropped',
      'warn: the sink otlp took all records, with a warning: 2 attributes were dropped',
    ]);
  });

  for (const [status, ok] of [
    [200, true],
    [404, false],
    [401, false],
    [503, false],
  ] as const) {
    it(`finds by an empty export that a collector is ${ok ? '' : 'not '}there, if it answers ${status}`, async (t) => {
      const server = await startFakeHttpServer(t, { answer: () => ({ status }) });
      const result = await sinkOf(t, server.url).probe!(NEVER);
      assert.equal(result.ok, ok);
      assert.equal(server.requests[0]!.body.length, 0);
    });
  }

  const reasons: readonly (readonly [string, FakeAnswer])[] = [
    ['protobuf', { status: 400, headers: PROTOBUF, body: statuses.encode({ code: 3, message: 'no such field' }) }],
    ['JSON', { status: 400, headers: JSON_TYPE, body: '{"code":3,"message":"no such field"}' }],
    ['text', { status: 400, headers: { 'content-type': 'text/plain' }, body: 'no such field' }],
  ];
  for (const [form, answer] of reasons) {
    it(`reports the reason of a refusal in the form of ${form}`, async (t) => {
      const server = await startFakeHttpServer(t, { answer: () => answer });
      const outcome = await sinkOf(t, server.url).send(threeLines(), NEVER);
      assert.ok(outcome.kind === 'rejected');
      assert.equal(outcome.reason, `${server.url}/v1/logs answered 400: no such field`);
    });
  }
});
