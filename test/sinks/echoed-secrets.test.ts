import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createBulkEncoder } from '../../src/encode/bulk/bulk-encoder.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { createLokiEncoder } from '../../src/encode/loki/loki-encoder.js';
import { createLokiPayloads } from '../../src/encode/loki/loki-payloads.js';
import { createOtlpEncoder } from '../../src/encode/otlp/otlp-encoder.js';
import { otlpJson } from '../../src/encode/otlp/otlp-payload.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { parseTextTemplate } from '../../src/format/text-template.js';
import type { Encoder, Sink } from '../../src/record/sink.js';
import { createElasticsearchSink } from '../../src/sinks/elasticsearch/elasticsearch-sink.js';
import type { HttpOptions } from '../../src/sinks/http/http-options.js';
import { createHttpSink } from '../../src/sinks/http-sink.js';
import { createLokiSink } from '../../src/sinks/loki/loki-sink.js';
import { createOtlpSink } from '../../src/sinks/otlp/otlp-sink.js';
import { blockOf, EXAMPLE_SOURCE, payloadOf } from '../support/blocks.js';
import { type FakeAnswer, startFakeHttpServer } from '../support/fake-http-server.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

/** Longer than what a reason shows of an answer, as tokens of services are. */
const TOKEN = `eyJhbGciOiJIUzI1NiJ9.${Array.from({ length: 60 }, (_, part) => `part${part}OfIt`).join('')}.signature1`;
const OPTIONS: HttpOptions = { ...HTTP_OPTIONS, auth: { kind: 'bearer', token: { text: TOKEN } } };
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json' };

interface Spoken {
  readonly sink: Sink;
  readonly encoder: Encoder;
}

const SINKS: Readonly<Record<string, (url: string) => Spoken>> = {
  http: (url) => ({
    sink: createHttpSink({ ...OPTIONS, name: 'http', url, method: 'POST', body: 'ndjson', answer: 'json' }),
    encoder: createJsonEncoder(SCHEMAS.flat, { labels: {} }),
  }),
  loki: (url) => ({
    sink: createLokiSink(
      { ...OPTIONS, name: 'loki', url, encoding: 'protobuf' },
      { ...createLokiPayloads('late'), tenantOf: () => undefined, exampleTenant: undefined },
    ),
    encoder: createLokiEncoder({
      ...{ labels: {}, labelTemplates: { pod: '${pod}' }, structuredMetadata: true, maxLineBytes: 1e6 },
      tenant: undefined,
    }),
  }),
  elasticsearch: (url) => ({
    sink: createElasticsearchSink({ ...OPTIONS, name: 'es', url: [url], fixedIndex: 'logs' }),
    encoder: createBulkEncoder({
      index: parseTextTemplate('logs'),
      schema: SCHEMAS.ecs,
      fields: { labels: {} },
    }),
  }),
  otlp: (url) => ({
    sink: createOtlpSink({ ...OPTIONS, name: 'otlp', url, encoding: 'json' }, otlpJson, createSpokenDiagnostics()),
    encoder: createOtlpEncoder({ labels: {}, version: '1' }),
  }),
};

const said = `you sent ${TOKEN}, which is wrong`;
const ANSWERS: readonly (readonly [title: string, answer: FakeAnswer])[] = [
  ['a page with 200', { headers: HTML, body: `<html>${said}</html>` }],
  ['text with 200', { body: said }],
  ['JSON with 200', { headers: JSON_TYPE, body: JSON.stringify({ error: said }) }],
  ...[260, 300, 400, 401, 404, 413, 418, 429, 500, 503].map((status): (typeof ANSWERS)[0] => [
    `${status}`,
    { status, body: said },
  ]),
  ['JSON with 400', { status: 400, headers: JSON_TYPE, body: JSON.stringify({ code: 3, message: said }) }],
  ['a stream over its limit', { status: 429, body: `Per stream rate limit exceeded for stream: {pod="web"} ${said}` }],
  ['text whose end is the secret', { status: 500, body: `${'x'.repeat(350)} ${TOKEN}` }],
  ['a redirect', { status: 302, headers: { location: `https://other.example/${TOKEN}/login` } }],
];

describe('what an answer that repeats a long secret comes to has no part of it', () => {
  for (const [name, create] of Object.entries(SINKS)) {
    for (const [title, answer] of ANSWERS) {
      it(`${name}: ${title}`, async (t) => assertNoSecret(t, create, answer));
    }
  }
});

async function assertNoSecret(t: TestContext, create: (url: string) => Spoken, answer: FakeAnswer): Promise<void> {
  const server = await startFakeHttpServer(t, { answer: () => answer });
  const { sink, encoder } = create(server.url);
  t.after(() => sink.close());
  const payload = payloadOf(encoder, blockOf(EXAMPLE_SOURCE, [{ message: 'a line', flags: 5 }]));
  const outcome = JSON.stringify([await sink.send(payload, NEVER), await sink.probe?.(NEVER)]);
  assert.ok(server.requests.some(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
  for (let at = 0; at + 10 <= TOKEN.length; at += 5) assert.ok(!outcome.includes(TOKEN.slice(at, at + 10)), outcome);
}
