import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { json } from '../../src/server/reply.js';
import { startStatusServer } from '../../src/server/status-server.js';
import { type CertificateFiles, createCertificateAuthority } from '../support/certificates.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

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
  it('reports its address, and serves each document in its present state', async (t) => {
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

  it('refuses requests under a foreign name, which a browser sends after DNS rebinding', async (t) => {
    const { url, asked } = await serve(t);
    assert.deepEqual(await ask(url, 'rebound.example.com'), {
      status: 421,
      body: '{"error":"podtail does not answer requests for the host name rebound.example.com; add it to allowedHosts"}\n',
    });
    assert.equal(asked(), 0);
    assert.equal((await ask(url, 'localhost:9464')).status, 200);
  });

  it('ends streams when the token changes, and when it closes', async (t) => {
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

  it('reports why it cannot listen', async (t) => {
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

describe('the status server with a certificate', () => {
  const documents = { '/status.json': { answer: () => json({ well: true }) } };

  async function serveTls(t: TestContext) {
    const folder = temporaryFolder(t);
    const authority = createCertificateAuthority(folder);
    const other = createCertificateAuthority(folder, 'other');
    const diagnostics = createSpokenDiagnostics();
    const access = { tls: read(authority.issue('localhost')), token: 'a-secret' };
    const server = await startStatusServer({ host: '127.0.0.1', port: 0, access }, documents, diagnostics);
    t.after(() => server.close());
    const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(diagnostics.said.join('\n'))?.[1]);
    const askWith = async (ca: string, headers: Record<string, string> = {}) => {
      const address = { host: '127.0.0.1', port, path: '/status.json', servername: 'localhost' };
      const request = httpsGet({ ...address, ca: readFileSync(ca), headers, agent: false });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return { status: response.statusCode, body: await text(response) };
    };
    const replace = (): void => server.admit({ ...access, tls: read(other.issue('localhost')) });
    return { port, authority, other, askWith, replace };
  }

  it('accepts only TLS, shows its certificate, and requires the token', async (t) => {
    const { port, authority, other, askWith } = await serveTls(t);
    const authorization = 'Bearer a-secret';
    assert.deepEqual(await askWith(authority.cert, { authorization }), { status: 200, body: '{"well":true}\n' });
    assert.equal((await askWith(authority.cert)).status, 401);
    assert.equal((await askWith(authority.cert, { authorization: 'Bearer another' })).status, 401);
    await assert.rejects(askWith(other.cert, { authorization }), /certificate|signature/);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/status.json`, { headers: { authorization } }));
  });

  it('uses a replaced certificate without a restart', async (t) => {
    const { authority, other, askWith, replace } = await serveTls(t);
    replace();
    const headers = { authorization: 'Bearer a-secret' };
    assert.equal((await askWith(other.cert, headers)).status, 200);
    await assert.rejects(askWith(authority.cert, headers));
  });
});

function read({ cert, key }: CertificateFiles): { readonly cert: string; readonly key: string } {
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}
