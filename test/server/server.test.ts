import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import type { PipelineStatus } from '../../src/record/pipeline-status.js';
import type { Access } from '../../src/server/access.js';
import { json } from '../../src/server/reply.js';
import { startServer } from '../../src/server/server.js';
import { sampleSink, sampleStatus } from '../support/sample-status.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

interface Room {
  /** How often the status was asked for. */
  readonly asked: () => number;
  readonly said: readonly string[];
  /** Milliseconds. */
  advance(time: number): void;
  get(path: string, token?: string): Promise<{ status: number; text: string }>;
}

async function serve(t: TestContext, access: Access = {}, host = '127.0.0.1', sink = {}): Promise<Room> {
  const diagnostics = createSpokenDiagnostics();
  let asked = 0;
  let now = 0;
  const status = (): PipelineStatus => {
    asked++;
    return sampleStatus({ sinks: [sampleSink(sink)] });
  };
  const settings = () => ({ stuckAfter: 1000, filesWithSeries: 10 });
  const listen = { host, port: 0 };
  const tail = () => json({ tail: true });
  const options = { listen, status, settings, access: () => access, now: () => now, tail };
  const server = await startServer(options, diagnostics);
  t.after(() => server.close());
  const url = /http:\S+/.exec(diagnostics.said.join('\n'))![0].replace('0.0.0.0', '127.0.0.1');
  return {
    asked: () => asked,
    said: diagnostics.said,
    advance(time) {
      now += time;
    },
    async get(path, token) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(new URL(path, url), { headers });
      return { status: response.status, text: await response.text() };
    },
  };
}

const DYNAMIC = ['/status.json', '/metrics', '/healthz', '/readyz', '/livez'] as const;

describe('the documents of a pipeline', () => {
  it('are built once a second, for any number of requests', async (t) => {
    const { get, asked, advance } = await serve(t);
    await Promise.all([...DYNAMIC, ...DYNAMIC, ...DYNAMIC].map((path) => get(path)));
    assert.equal(asked(), 1);
    advance(1000);
    await Promise.all(DYNAMIC.map((path) => get(path)));
    assert.equal(asked(), 2);
  });

  it('are built without reading a file', async (t) => {
    // The server's own looks, which come with time, do read files.
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { get } = await serve(t);
    t.mock.method(process.memoryUsage, 'rss', () => assert.fail('rss was called'));
    const names = [
      'openSync',
      'readFileSync',
      'readdirSync',
      'statSync',
      'open',
      'readFile',
      'readdir',
      'stat',
    ] as const;
    for (const name of names) t.mock.method(fs, name, () => assert.fail(`${name} was called`));
    for (const path of ['/', ...DYNAMIC]) assert.equal((await get(path)).status, 200, path);
  });

  it('report that podtail is alive, whatever a sink does (64: liveness probe restarts the agent)', async (t) => {
    const { get, advance } = await serve(t, {}, '127.0.0.1', { state: 'retrying', heldBytes: 1 });
    await get('/healthz');
    advance(5000);
    assert.match((await get('/healthz')).text, /^the sink loki has taken nothing for 5 s/m);
    assert.deepEqual(
      await Promise.all(['/healthz', '/livez', '/readyz'].map(async (path) => (await get(path)).status)),
      [503, 200, 200],
    );
  });

  it('require the token, except the health checks, which then show no names', async (t) => {
    const { get, advance } = await serve(t, { token: 'sesame' }, '127.0.0.1', { state: 'retrying', heldBytes: 1 });
    const statuses = async (token?: string) =>
      Promise.all([...DYNAMIC, '/nowhere'].map(async (path) => (await get(path, token)).status));
    assert.deepEqual(await statuses(), [401, 401, 200, 200, 200, 401]);
    assert.deepEqual(await statuses('sesam'), [401, 401, 200, 200, 200, 401]);
    assert.deepEqual(await statuses('sesame'), [200, 200, 200, 200, 200, 404]);
    advance(5000);
    assert.deepEqual(await get('/healthz'), { status: 503, text: 'unhealthy: send the token to see the reasons\n' });
    assert.match((await get('/healthz', 'sesame')).text, /the sink loki/);
  });

  it('cause a warning if they are served beyond this machine without a token and TLS', async (t) => {
    const { said } = await serve(t, {}, '0.0.0.0');
    assert.match(said.join('\n'), /^warn.*served beyond this machine without a token and without TLS/m);
    assert.match((await serve(t, { token: 'x' }, '0.0.0.0')).said.join('\n'), /beyond this machine without TLS/);
    assert.doesNotMatch((await serve(t)).said.join('\n'), /beyond/);
  });
});
