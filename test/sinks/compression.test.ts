import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { hasZstd } from '../../src/format/zstd.js';
import { createHttpClient, type HttpClient } from '../../src/sinks/http/http-client.js';
import type { Compression } from '../../src/sinks/http/http-options.js';
import { parseTarget } from '../../src/sinks/http/target.js';
import { type FakeHttpServer, startFakeHttpServer } from '../support/fake-http-server.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';

const BODY = Buffer.from('the same again and again\n'.repeat(10_000));
const NO_ZSTD = hasZstd ? false : 'this Node.js has no zstd';

function clientOf(t: TestContext, compression: Compression): HttpClient {
  const client = createHttpClient({ ...HTTP_OPTIONS, compression });
  t.after(() => client.close());
  return client;
}

function post(client: HttpClient, { url }: FakeHttpServer) {
  const target = parseTarget(url);
  return client.request({ target, method: 'POST', headers: {}, body: BODY, answerLimit: 1000, signal: NEVER });
}

function encodingsOf({ requests }: FakeHttpServer): (string | undefined)[] {
  return requests.map(({ headers }) => headers['content-encoding']);
}

describe('the compression of requests', () => {
  it('is zstd if configured, and the body arrives whole', { skip: NO_ZSTD }, async (t) => {
    const server = await startFakeHttpServer(t);
    await post(clientOf(t, { zstd: 1 }), server);
    assert.deepEqual(encodingsOf(server), ['zstd']);
    assert.ok(server.requests[0]!.body.equals(BODY));
    assert.ok(server.requests[0]!.wireBytes < BODY.length / 50);
  });

  it('is zstd if this Node.js has it, and gzip otherwise', async (t) => {
    const server = await startFakeHttpServer(t);
    await post(clientOf(t, 'auto'), server);
    assert.deepEqual(encodingsOf(server), [hasZstd ? 'zstd' : 'gzip']);
    assert.ok(server.requests[0]!.body.equals(BODY));
  });

  for (const [name, refusal] of [
    ['415', { status: 415 }],
    ['a 400 that names the encoding', { status: 400, body: 'unsupported Content-Encoding: zstd' }],
  ] as const) {
    it(`changes to gzip at ${name}, and sends the same body again`, { skip: NO_ZSTD }, async (t) => {
      const server = await startFakeHttpServer(t);
      server.script(refusal);
      const client = clientOf(t, 'auto');
      const result = await post(client, server);
      await post(client, server);
      assert.ok(result.kind === 'answer');
      assert.equal(result.status, 200);
      assert.deepEqual(encodingsOf(server), ['zstd', 'gzip', 'gzip']);
      assert.ok(server.requests[1]!.body.equals(BODY));
    });
  }

  it('stays as configured if the server refuses it', async (t) => {
    const server = await startFakeHttpServer(t);
    server.script({ status: 415 });
    const result = await post(clientOf(t, { gzip: 1 }), server);
    assert.ok(result.kind === 'answer');
    assert.equal(result.status, 415);
    assert.deepEqual(encodingsOf(server), ['gzip']);
  });
});
