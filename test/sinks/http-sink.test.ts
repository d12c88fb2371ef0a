import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import type { Payload } from '../../src/record/payload.js';
import { recordBytes, selectRecords } from '../../src/record/payload-records.js';
import type { Sink } from '../../src/record/sink.js';
import { createHttpSink, type HttpSinkOptions } from '../../src/sinks/http-sink.js';
import { blockOf, EXAMPLE_SOURCE, payloadOf } from '../support/blocks.js';
import { type FakeAnswer, startFakeHttpServer } from '../support/fake-http-server.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';

const MESSAGES = ['first', 'sec,ond\\n', 'third ü'];

function payload(): Payload {
  const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
  const records = MESSAGES.map((message) => ({ message, flags: 5 }));
  return payloadOf(encoder, blockOf(EXAMPLE_SOURCE, records));
}

function sinkOf(t: TestContext, url: string, options: Partial<HttpSinkOptions> = {}): Sink {
  const sink = createHttpSink({
    ...HTTP_OPTIONS,
    name: 'http',
    url,
    method: 'POST',
    body: 'ndjson',
    answer: 'not-html',
    ...options,
  });
  t.after(() => sink.close());
  return sink;
}

const messagesOf = (records: readonly { message: string }[]): string[] => records.map(({ message }) => message);
const EXPECTED = MESSAGES.map((message) => JSON.parse(`"${message}"`));

describe('the http sink', () => {
  it('sends newline-delimited JSON', async (t) => {
    const server = await startFakeHttpServer(t);
    assert.deepEqual(await sinkOf(t, `${server.url}/logs`).send(payload(), NEVER), { kind: 'delivered' });
    const [request] = server.requests;
    assert.equal(`${request!.method} ${request!.path}`, 'POST /logs');
    assert.equal(request!.headers['content-type'], 'application/x-ndjson');
    const lines = request!.body.toString().split('\n');
    assert.equal(lines.pop(), '');
    assert.deepEqual(messagesOf(lines.map((line) => JSON.parse(line))), EXPECTED);
  });

  it('sends a JSON array of all or some records, and does not change the payload', async (t) => {
    const server = await startFakeHttpServer(t);
    const sink = sinkOf(t, server.url, { body: 'array', method: 'PUT', compression: { gzip: 1 } });
    const whole = payload();
    await sink.send(whole, NEVER);
    await sink.send(selectRecords(whole, [1]), NEVER);
    const [first, second] = server.requests;
    assert.equal(first!.method, 'PUT');
    assert.equal(first!.headers['content-type'], 'application/json');
    assert.deepEqual(messagesOf(JSON.parse(first!.body.toString())), EXPECTED);
    assert.deepEqual(messagesOf(JSON.parse(second!.body.toString())), EXPECTED.slice(1, 2));
    assert.equal(recordBytes(whole, 1).at(-1), 0x0a);
  });

  it('reports the outcome by the answer', async (t) => {
    const server = await startFakeHttpServer(t);
    const sink = sinkOf(t, server.url);
    server.script({ status: 503, headers: { 'retry-after': '3' } }, { status: 413 }, { status: 401 }, 'reset');
    server.script({ status: 400, body: 'not this' });
    const outcomes = [];
    for (let request = 0; request < 5; request++) outcomes.push(await sink.send(payload(), NEVER));
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['retry', 'tooLarge', 'credentials', 'retry', 'rejected'],
    );
    assert.equal('after' in outcomes[0]! && outcomes[0].after, 3000);
    assert.deepEqual(outcomes[4], { kind: 'rejected', status: 400, reason: `${server.url}/ answered 400: not this` });
  });
});

describe('an answer of 2xx', () => {
  const rows: readonly (readonly [title: string, answer: FakeAnswer, HttpSinkOptions['answer'], kind: string])[] = [
    ['that is HTML is no delivery', { headers: { 'content-type': 'text/html' }, body: 'x' }, 'not-html', 'retry'],
    ['that begins as HTML is no delivery', { body: '\n <!DOCTYPE html><p>Log in' }, 'not-html', 'retry'],
    [
      'that is HTML of another type is no delivery',
      { headers: { 'content-type': 'text/plain' }, body: '<html>' },
      'not-html',
      'retry',
    ],
    ['that is XHTML is no delivery', { headers: { 'content-type': 'application/xhtml+xml' } }, 'not-html', 'retry'],
    [
      'that is XHTML without a type is no delivery',
      { body: '\ufeff<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">' },
      'not-html',
      'retry',
    ],
    ['that is HTML behind a comment is no delivery', { body: '<!-- gw --> <!-- 1 --><html>' }, 'not-html', 'retry'],
    ['that is a comment alone is a delivery', { body: '<!-- done -->' }, 'not-html', 'delivered'],
    ['that is XML is a delivery', { body: '<?xml version="1.0"?><ok/>' }, 'not-html', 'delivered'],
    ['that is empty is a delivery', {}, 'not-html', 'delivered'],
    ['that is a word is a delivery', { body: 'OK' }, 'not-html', 'delivered'],
    ['that is cut off is a delivery', { cut: 'OK' }, 'not-html', 'delivered'],
    ['that is HTML is a delivery where any counts', { headers: { 'content-type': 'text/html' } }, 'any', 'delivered'],
    ['that is JSON is a delivery where JSON is asked for', { body: '{}' }, 'json', 'delivered'],
    ['that is a word is none where JSON is asked for', { body: 'OK' }, 'json', 'retry'],
    ['that is cut off is none where JSON is asked for', { cut: '{"a' }, 'json', 'retry'],
  ];
  for (const [title, answer, asked, kind] of rows) {
    it(title, async (t) => {
      const server = await startFakeHttpServer(t, { answer: () => answer });
      const outcome = await sinkOf(t, server.url, { answer: asked }).send(payload(), NEVER);
      assert.equal(outcome.kind, kind);
    });
  }
});
