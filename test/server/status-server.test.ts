import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { json } from '../../src/server/reply.js';
import { startStatusServer } from '../../src/server/status-server.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

async function serve(t: TestContext) {
  const diagnostics = createSpokenDiagnostics();
  let asked = 0;
  const documents = { '/status.json': { answer: () => json({ asked: ++asked }) } };
  const server = await startStatusServer({ host: '127.0.0.1', port: 0 }, documents, diagnostics);
  t.after(() => server.close());
  const url = /http:\S+/.exec(diagnostics.said.join('\n'))?.[0] ?? assert.fail('no address was said');
  return { url, asked: () => asked };
}

describe('the status server', () => {
  it('says where it listens, and gives each document as it is when it is asked', async (t) => {
    const { url } = await serve(t);
    for (const asked of [1, 2]) {
      const response = await fetch(url);
      assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.deepEqual(await response.json(), { asked });
    }
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    it(`refuses ${method}`, async (t) => {
      const { url, asked } = await serve(t);
      assert.deepEqual([(await fetch(url, { method })).status, asked()], [405, 0]);
    });
  }

  for (const path of ['/', '/constructor', '/status.json/', '/../status.json/..']) {
    it(`has nothing at ${path}`, async (t) => {
      const { url } = await serve(t);
      assert.equal((await fetch(new URL(path, url))).status, 404);
    });
  }

  it('answers no request under a foreign name, as DNS rebinding makes a browser send it', async (t) => {
    const { url, asked } = await serve(t);
    assert.deepEqual(await ask(url, 'rebound.example.com'), {
      status: 421,
      body: '{"error":"podtail does not answer requests for the host name rebound.example.com; add it to allowedHosts"}\n',
    });
    assert.equal(asked(), 0);
    assert.equal((await ask(url, 'localhost:9464')).status, 200);
  });

  it('ends streams when another token is needed, and when it closes', async (t) => {
    let ended = 0;
    const begin = () => () => ended++;
    const routes = { '/tail': { answer: () => ({ contentType: 'text/plain', begin }) } };
    const diagnostics = createSpokenDiagnostics();
    const server = await startStatusServer({ host: '127.0.0.1', port: 0 }, routes, diagnostics);
    t.after(() => server.close());
    const [url] = /http:\S+\/(?=status)/.exec(diagnostics.said.join('\n')) ?? assert.fail('no address was said');
    const look = async (headers = {}) => {
      const [response] = (await once(get(`${url}tail`, { headers }), 'response')) as [IncomingMessage];
      return response;
    };
    const first = await look();
    server.admit({});
    server.admit({ token: 'a-secret' });
    await assert.rejects(text(first));
    const second = await look({ authorization: 'Bearer a-secret' });
    server.close();
    await assert.rejects(text(second));
    while (ended < 2) await new Promise(setImmediate);
  });

  it('answers HEAD for a stream without beginning it', async (t) => {
    const begin = () => assert.fail('it was begun');
    const routes = { '/tail': { answer: () => ({ contentType: 'text/plain', begin }) } };
    const diagnostics = createSpokenDiagnostics();
    const server = await startStatusServer({ host: '127.0.0.1', port: 0 }, routes, diagnostics);
    t.after(() => server.close());
    const [url] = /http:\S+\/(?=status)/.exec(diagnostics.said.join('\n')) ?? assert.fail('no address was said');
    const response = await fetch(`${url}tail`, { method: 'HEAD' });
    assert.deepEqual([response.status, await response.text()], [200, '']);
  });

  it('says what is wrong where it cannot listen', async (t) => {
    const { url } = await serve(t);
    const port = Number(new URL(url).port);
    await assert.rejects(startStatusServer({ host: '127.0.0.1', port }, {}, createSpokenDiagnostics()), {
      name: 'UserError',
      message: new RegExp(
        `podtail cannot listen on 127\\.0\\.0\\.1:${port} \\(.*EADDRINUSE.*\\); choose another --listen`,
      ),
    });
  });
});

/** Asks under a name of one's own, which fetch does not allow. */
async function ask(url: string, host: string) {
  const [response] = (await once(get(url, { headers: { host } }), 'response')) as [IncomingMessage];
  const body = await text(response);
  return { status: response.statusCode, body };
}
