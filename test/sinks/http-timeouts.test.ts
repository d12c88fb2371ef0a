import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createHttpClient } from '../../src/sinks/http/http-client.js';
import { parseTarget } from '../../src/sinks/http/target.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';

type Test = import('node:test').TestContext;

const SHORT = 200;

/** Posts to a port on loopback, waiting for so little time. */
function post(t: Test, port: number, timeouts: { connect?: number; body?: number }) {
  const client = createHttpClient({ ...HTTP_OPTIONS, timeouts: { ...HTTP_OPTIONS.timeouts, ...timeouts } });
  t.after(() => client.close());
  const target = parseTarget(`http://127.0.0.1:${port}/`);
  return client.request({ target, method: 'POST', headers: {}, answerLimit: 1000, signal: NEVER });
}

test('an answer that stops within timeouts.body counts as far as it arrived: its status is known', async (t) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\nbeginning'));
    t.after(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const result = await post(t, (server.address() as AddressInfo).port, { body: SHORT });
  assert.ok(result.kind === 'answer');
  assert.deepEqual([result.status, result.body.toString(), result.isWhole], [503, 'beginning', false]);
});

test('a server that accepts no connection within timeouts.connect is reported as unreachable', async (t) => {
  const { port } = await startDeafServer(t);
  await fillBacklog(t, port);
  const result = await post(t, port, { connect: SHORT });
  assert.ok(result.kind === 'failed');
  assert.match(result.reason, /^no connection within timeouts\.connect; check the network and its policies/);
});

/** Listens, has room for one connection that waits, and then never looks again. */
const DEAF = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

async function startDeafServer(t: Test): Promise<{ readonly port: number }> {
  const child: ChildProcess = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [text] = await once(child.stdout!, 'data');
  return { port: Number(String(text)) };
}

/** Connects until the kernel lets a connection wait. */
async function fillBacklog(t: Test, port: number): Promise<void> {
  for (let connections = 0; connections < 10; connections++) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    t.after(() => socket.destroy());
    const isTaken = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, SHORT, false)),
    ]);
    if (!isTaken) return;
  }
  t.skip('the kernel takes any number of connections');
}
