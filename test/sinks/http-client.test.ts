import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { describeAnswer } from '../../src/sinks/http/classify-answer.js';
import {
  createHttpClient,
  type HttpClient,
  type HttpRequest,
  type HttpResult,
} from '../../src/sinks/http/http-client.js';
import type { HttpOptions } from '../../src/sinks/http/http-options.js';
import { parseTarget } from '../../src/sinks/http/target.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function clientOf(t: TestContext, options: Partial<HttpOptions> = {}): HttpClient {
  const client = createHttpClient({ ...HTTP_OPTIONS, ...options });
  t.after(() => client.close());
  return client;
}

function post(client: HttpClient, url: string, request: Partial<HttpRequest> = {}): Promise<HttpResult> {
  const target = parseTarget(url);
  return client.request({ target, method: 'POST', headers: {}, answerLimit: 1000, signal: NEVER, ...request });
}

function statusOf(result: HttpResult): number | string {
  return result.kind === 'answer' ? result.status : result.reason;
}

describe('the HTTP client', () => {
  it('sends the body unchanged, and returns status, headers and body of the answer', async (t) => {
    const server = await startFakeHttpServer(t, {
      answer: () => ({ status: 202, headers: { 'x-answer': 'yes' }, body: 'taken' }),
    });
    const client = clientOf(t);
    const result = await post(client, `${server.url}/push?a=b`, {
      body: Buffer.from('hello'),
      headers: { 'content-type': 'text/x' },
    });
    assert.ok(result.kind === 'answer');
    assert.deepEqual(
      [result.status, result.headers['x-answer'], result.body.toString(), result.isWhole],
      [202, 'yes', 'taken', true],
    );
    assert.equal(result.url, `${server.url}/push`);
    const [request] = server.requests;
    assert.deepEqual(
      [request!.method, request!.path, request!.body.toString(), request!.headers['content-type']],
      ['POST', '/push?a=b', 'hello', 'text/x'],
    );
    assert.match(request!.headers['user-agent']!, /^podtail\/\d+\.\d+\.\d+$/);
  });

  it('reuses its connection', async (t) => {
    const server = await startFakeHttpServer(t);
    const client = clientOf(t, { lanes: 1 });
    for (let request = 0; request < 5; request++) await post(client, server.url);
    assert.equal(server.requests.length, 5);
    assert.equal(server.connections, 1);
  });

  it('uses as many connections as it may, and no more', async (t) => {
    let waiting = 0;
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await startFakeHttpServer(t, {
      answer: async () => {
        if (++waiting === 3) release();
        await released;
        return {};
      },
    });
    const client = clientOf(t, { lanes: 3 });
    await Promise.all(Array.from({ length: 6 }, () => post(client, server.url)));
    assert.equal(server.connections, 3);
  });

  it('compresses with gzip, except a body that is compressed already', async (t) => {
    const server = await startFakeHttpServer(t);
    const client = clientOf(t, { compression: { gzip: 6 } });
    const body = Buffer.from('the same again and again\n'.repeat(10_000));
    await post(client, server.url, { body });
    await post(client, server.url, { body, isCompressed: true });
    const [gzipped, plain] = server.requests;
    assert.equal(gzipped!.headers['content-encoding'], 'gzip');
    assert.ok(gzipped!.body.equals(body));
    assert.ok(gzipped!.wireBytes < body.length / 50);
    assert.equal(plain!.headers['content-encoding'], undefined);
    assert.equal(plain!.wireBytes, body.length);
  });

  it('sends the configured headers instead of its defaults', async (t) => {
    const server = await startFakeHttpServer(t);
    await post(clientOf(t, { headers: { 'User-Agent': 'mine', 'X-Scope-OrgID': 'a' } }), server.url);
    assert.equal(server.requests[0]!.headers['user-agent'], 'mine');
    assert.equal(server.requests[0]!.headers['x-scope-orgid'], 'a');
  });

  it('reads no more of an answer than its limit, and reports that', async (t) => {
    const server = await startFakeHttpServer(t, { answer: () => ({ body: 'x'.repeat(100_000) }) });
    const result = await post(clientOf(t), server.url, { answerLimit: 10 });
    assert.ok(result.kind === 'answer');
    assert.deepEqual([result.body.toString(), result.isWhole], ['x'.repeat(10), false]);
  });

  it('distinguishes a broken answer from a whole one', async (t) => {
    const server = await startFakeHttpServer(t);
    server.script({ status: 201, cut: 'beginning' });
    const result = await post(clientOf(t), server.url);
    assert.ok(result.kind === 'answer');
    assert.deepEqual([result.status, result.body.toString(), result.isWhole], [201, 'beginning', false]);
  });

  it('connects to IPv6 addresses and to UNIX sockets', async (t) => {
    const sixth = await startFakeHttpServer(t, { host: '::1' });
    const socket = path.join(temporaryFolder(t), 'http sink.sock');
    const local = await startFakeHttpServer(t, { listen: socket });
    const client = clientOf(t);
    assert.equal(statusOf(await post(client, `${sixth.url}/six`)), 200);
    const url = `http+unix://${encodeURIComponent(socket)}/push`;
    const result = await post(client, url);
    assert.equal(statusOf(result), 200);
    assert.equal(result.url, url);
    assert.deepEqual([sixth.requests[0]!.path, local.requests[0]!.path], ['/six', '/push']);
  });
});

describe('a network error is a result', () => {
  it('40: no recovery after the sink restarts; retry and DNS storms — a reset leads to a new socket', async (t) => {
    const server = await startFakeHttpServer(t);
    const client = clientOf(t);
    server.script('reset');
    assert.match(String(statusOf(await post(client, server.url))), /reset|closed/);
    assert.equal(statusOf(await post(client, server.url)), 200);
    assert.equal(server.connections, 2);

    await server.close();
    assert.match(String(statusOf(await post(client, server.url))), /refused|reset|closed/);
    assert.match(String(statusOf(await post(client, server.url))), /connection refused/);
    const again = await startFakeHttpServer(t, { listen: server.port });
    assert.equal(statusOf(await post(client, again.url)), 200);
  });

  it('with an unknown host, a missing socket, a silent server, or a closed port', async (t) => {
    const server = await startFakeHttpServer(t);
    server.script('silence');
    const client = clientOf(t, { timeouts: { connect: 200, headers: 200, body: 200 } });
    const reasons = await Promise.all(
      [
        server.url,
        'http://no-such-host.invalid/',
        'http+unix://%2Fno%2Fsuch.sock/',
        'http://user:secret@127.0.0.1:1/',
      ].map(async (url) => statusOf(await post(client, url))),
    );
    assert.match(String(reasons[0]), /no answer within timeouts.headers/);
    assert.match(String(reasons[1]), /no such host|cannot resolve the host name/);
    assert.match(String(reasons[2]), /no such UNIX socket/);
    assert.match(String(reasons[3]), /connection refused/);
  });

  it('and a request ends at once when podtail stops', async (t) => {
    const server = await startFakeHttpServer(t);
    server.script('silence');
    const abort = new AbortController();
    const sending = post(clientOf(t), server.url, { signal: abort.signal });
    while (server.requests.length === 0) await new Promise(setImmediate);
    abort.abort();
    assert.equal(statusOf(await sending), 'podtail is stopping');
  });
});

describe('the credentials of podtail', () => {
  const file = (t: TestContext, text: string): string => {
    const written = path.join(temporaryFolder(t), 'secret');
    fs.writeFileSync(written, text);
    return written;
  };

  it('are in the header: user and password, bearer token, or API key', async (t) => {
    const server = await startFakeHttpServer(t);
    const encoded = Buffer.from('id:key').toString('base64');
    const ways: Partial<HttpOptions>[] = [
      { auth: { kind: 'basic', user: 'ü', password: { text: 'p:w' } } },
      { auth: { kind: 'basic', user: 'u', password: { file: file(t, 'from file\n') } } },
      { auth: { kind: 'bearer', token: { text: 'token' } } },
      { auth: { kind: 'apiKey', key: { text: encoded } } },
      { auth: { kind: 'apiKey', key: { file: file(t, 'id:key\n') } } },
    ];
    for (const way of ways) await post(clientOf(t, way), server.url);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.authorization),
      [
        `Basic ${Buffer.from('ü:p:w').toString('base64')}`,
        `Basic ${Buffer.from('u:from file').toString('base64')}`,
        'Bearer token',
        `ApiKey ${encoded}`,
        `ApiKey ${encoded}`,
      ],
    );
  });

  it('41: certificates and tokens read once — a token replaced on disk is used by the next try after a 401', async (t) => {
    const token = file(t, 'old');
    const server = await startFakeHttpServer(t, {
      answer: ({ headers }) => ({ status: headers.authorization === 'Bearer new' ? 200 : 401 }),
    });
    const client = clientOf(t, { auth: { kind: 'bearer', token: { file: token } } });
    assert.equal(statusOf(await post(client, server.url)), 401);
    fs.writeFileSync(token, 'new');
    assert.equal(statusOf(await post(client, server.url)), 200);
  });

  it('are in no message, even if the server repeats them', async (t) => {
    const server = await startFakeHttpServer(t, {
      answer: ({ headers }) => ({ status: 403, body: JSON.stringify(headers) }),
    });
    const client = clientOf(t, {
      auth: { kind: 'bearer', token: { text: 'hidden-token' } },
      headers: { 'x-api-key': 'hidden-key' },
    });
    const result = await post(client, server.url.replace('//', '//user:hidden-password@'));
    assert.ok(result.kind === 'answer');
    const said = describeAnswer(result);
    assert.match(said, /"x-api-key":"\*\*\*"/);
    assert.doesNotMatch(said, /hidden/);
  });

  it('that cannot be read make the request fail, with the file, and work again later', async (t) => {
    const server = await startFakeHttpServer(t);
    const missing = path.join(temporaryFolder(t), 'token');
    const client = clientOf(t, { auth: { kind: 'bearer', token: { file: missing } } });
    const reason = statusOf(await post(client, server.url));
    assert.equal(reason, `cannot read ${missing} (ENOENT); mount it, or give podtail permission to read it`);
    fs.writeFileSync(missing, 'token');
    assert.equal(statusOf(await post(client, server.url)), 200);
  });
});

describe('TLS', () => {
  it('trusts only the given authority, checks the name, or trusts any certificate if configured', async (t) => {
    const folder = temporaryFolder(t);
    const authority = createCertificateAuthority(folder);
    const { cert, key } = authority.issue('logs.example');
    const server = await startFakeHttpServer(t, { tls: { cert: fs.readFileSync(cert), key: fs.readFileSync(key) } });
    const ways: Partial<HttpOptions['tls']>[] = [
      {},
      { ca: authority.cert },
      { ca: authority.cert, serverName: 'logs.example' },
      { insecureSkipVerify: true },
    ];
    const seen = await Promise.all(
      ways.map(async (tls) => statusOf(await post(clientOf(t, { tls: { ...HTTP_OPTIONS.tls, ...tls } }), server.url))),
    );
    assert.match(String(seen[0]), /not trusted; set tls.ca to its authority/);
    assert.match(String(seen[1]), /is for another name; set tls.serverName/);
    assert.deepEqual(seen.slice(2), [200, 200]);
  });

  it('41: certificates and tokens read once — a client certificate replaced on disk is used by the next try', async (t) => {
    const folder = temporaryFolder(t);
    const authority = createCertificateAuthority(folder);
    const stranger = createCertificateAuthority(folder, 'stranger');
    const own = authority.issue('localhost');
    const server = await startFakeHttpServer(t, {
      tls: {
        cert: fs.readFileSync(own.cert),
        key: fs.readFileSync(own.key),
        ca: fs.readFileSync(authority.cert),
        requestCert: true,
        rejectUnauthorized: true,
      },
    });
    const shown = { cert: path.join(folder, 'shown.pem'), key: path.join(folder, 'shown.key') };
    const show = ({ cert, key }: { cert: string; key: string }): void => {
      fs.copyFileSync(cert, shown.cert);
      fs.copyFileSync(key, shown.key);
    };
    const client = clientOf(t, { tls: { ...HTTP_OPTIONS.tls, ca: authority.cert, serverName: 'localhost', ...shown } });
    show(stranger.issue('client'));
    assert.notEqual(statusOf(await post(client, server.url)), 200);
    show(authority.issue('client'));
    assert.equal(statusOf(await post(client, server.url)), 200);
  });
});

describe('a proxy', () => {
  it('is used for plain requests, and with a tunnel for TLS servers', async (t) => {
    const folder = temporaryFolder(t);
    const authority = createCertificateAuthority(folder);
    const { cert, key } = authority.issue('localhost');
    const tls = { cert: fs.readFileSync(cert), key: fs.readFileSync(key) };
    const target = await startFakeHttpServer(t, { tls });
    const { proxy, asked } = await startProxy(t);
    const options = { proxy, tls: { ...HTTP_OPTIONS.tls, ca: authority.cert, serverName: 'localhost' } };
    const client = clientOf(t, options);
    assert.equal(statusOf(await post(client, 'http://logs.example/push', { body: Buffer.from('hello') })), 200);
    assert.equal(statusOf(await post(client, target.url)), 200);
    assert.deepEqual(asked, ['POST http://logs.example/push', `CONNECT 127.0.0.1:${target.port}`]);
    assert.equal(target.requests.length, 1);
  });

  for (const [what, answer] of [
    ['in lines that end with LF alone', 'HTTP/1.1 200 Connected\n\n'],
    ['after an interim answer', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\n'],
  ]) {
    it(`may answer CONNECT ${what}`, async (t) => {
      const authority = createCertificateAuthority(temporaryFolder(t));
      const { cert, key } = authority.issue('localhost');
      const target = await startFakeHttpServer(t, { tls: { cert: fs.readFileSync(cert), key: fs.readFileSync(key) } });
      const { proxy } = await startProxy(t, answer);
      const client = clientOf(t, { proxy, tls: { ...HTTP_OPTIONS.tls, ca: authority.cert, serverName: 'localhost' } });
      for (let request = 0; request < 3; request++) assert.equal(statusOf(await post(client, target.url)), 200);
    });
  }

  it('that closes the connection instead of an answer to CONNECT makes the request fail, and is not asked for ever', async (t) => {
    const { proxy, asked } = await startProxy(t, 'close');
    const client = clientOf(t, { proxy });
    assert.match(String(statusOf(await post(client, 'https://127.0.0.1:1'))), /without an answer to CONNECT/);
    assert.ok(asked.length <= 2, `asked ${asked.length} times`);
  });

  it('that does not answer CONNECT within timeouts.headers makes the request fail', async (t) => {
    const { proxy } = await startProxy(t, '');
    const client = clientOf(t, { proxy, timeouts: { connect: 5000, headers: 300, body: 300 } });
    assert.match(String(statusOf(await post(client, 'https://127.0.0.1:1'))), /no answer within timeouts.headers/);
  });

  it('is taken from the environment, unless NO_PROXY names the host', async (t) => {
    const { proxy, asked } = await startProxy(t);
    const server = await startFakeHttpServer(t);
    const before = { ...process.env };
    t.after(() => Object.assign(process.env, { http_proxy: before.http_proxy, no_proxy: before.no_proxy }));
    Object.assign(process.env, { http_proxy: proxy, no_proxy: '127.0.0.1' });
    const client = clientOf(t, { proxy: 'environment' });
    assert.equal(statusOf(await post(client, server.url)), 200);
    assert.equal(statusOf(await post(client, 'http://logs.example/')), 200);
    assert.deepEqual(asked, ['POST http://logs.example/']);
  });

  it('with an invalid URL makes the request fail', async (t) => {
    assert.match(
      String(statusOf(await post(clientOf(t, { proxy: 'no port:here' }), 'http://127.0.0.1:1'))),
      /Invalid URL/,
    );
  });
});

/** A proxy that answers plain requests itself, and makes tunnels, with that answer to CONNECT. */
async function startProxy(
  t: TestContext,
  answer = 'HTTP/1.1 200 Connected\r\n\r\n',
): Promise<{ proxy: string; asked: string[] }> {
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (head) => {
      const [method, to] = head.toString('latin1').split(' ');
      asked.push(`${method} ${to}`);
      if (method !== 'CONNECT') {
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
        return;
      }
      if (answer === 'close') {
        socket.destroy();
        return;
      }
      if (answer === '') return;
      const [host, port] = to!.split(':');
      const onward = net.connect(Number(port), host, () => socket.write(answer));
      onward.on('error', () => socket.destroy());
      onward.pipe(socket).pipe(onward);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { proxy: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, asked };
}

describe('connections and secrets that are less than a minute old', () => {
  it('are renewed after that, so that the name is resolved again', async (t) => {
    let now = 0;
    const server = await startFakeHttpServer(t);
    const client = createHttpClient({ ...HTTP_OPTIONS, lanes: 1 }, () => now);
    t.after(() => client.close());
    for (now of [0, 20_000, 44_000]) assert.equal(statusOf(await post(client, server.url)), 200);
    assert.equal(server.connections, 1);
    for (now of [46_000, 50_000]) assert.equal(statusOf(await post(client, server.url)), 200);
    assert.equal(server.connections, 2);
  });

  it('then lead to the new address of a name', async (t) => {
    let now = 0;
    const [before, after] = [await startFakeHttpServer(t), await startFakeHttpServer(t, { host: '127.0.0.2' })];
    const folder = temporaryFolder(t);
    const link = path.join(folder, 'sink.sock');
    const sockets = [path.join(folder, 'before.sock'), path.join(folder, 'after.sock')];
    for (const [index, { port }] of [before, after].entries()) {
      const host = index === 0 ? '127.0.0.1' : '127.0.0.2';
      const forward = net.createServer((socket) => socket.pipe(net.connect(port, host)).pipe(socket));
      await new Promise<void>((resolve) => forward.listen(sockets[index], resolve));
      t.after(() => forward.close());
    }
    const client = createHttpClient({ ...HTTP_OPTIONS, lanes: 1 }, () => now);
    t.after(() => client.close());
    fs.symlinkSync(sockets[0]!, link);
    const url = `http+unix://${encodeURIComponent(link)}/push`;
    await post(client, url);
    fs.rmSync(link);
    fs.symlinkSync(sockets[1]!, link);
    await post(client, url);
    assert.deepEqual([before.requests.length, after.requests.length], [2, 0]);
    now = 60_000;
    await post(client, url);
    assert.deepEqual([before.requests.length, after.requests.length], [2, 1]);
  });

  it('and files are read again then; what cannot be read is used as before (41: tokens read once)', async (t) => {
    let now = 0;
    const token = path.join(temporaryFolder(t), 'token');
    const server = await startFakeHttpServer(t);
    const client = createHttpClient({ ...HTTP_OPTIONS, auth: { kind: 'bearer', token: { file: token } } }, () => now);
    t.after(() => client.close());
    fs.writeFileSync(token, 'first');
    await post(client, server.url);
    fs.writeFileSync(token, 'second');
    await post(client, server.url);
    now = 50_000;
    await post(client, server.url);
    fs.rmSync(token);
    now = 100_000;
    await post(client, server.url);
    const sent = server.requests.map(({ headers }) => headers.authorization);
    assert.deepEqual(sent, ['Bearer first', 'Bearer first', 'Bearer second', 'Bearer second']);
  });
});
