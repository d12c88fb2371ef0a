import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { Reply } from '../../src/server/reply.js';
import { json } from '../../src/server/reply.js';
import { startStatusServer } from '../../src/server/status-server.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

const REQUEST = 'GET /status.json HTTP/1.1\r\nhost: localhost\r\n\r\n';

interface Room {
  readonly url: string;
  /** How many answers were made. */
  readonly made: () => number;
  connect(): net.Socket;
}

async function serve(t: TestContext, bodyOf: (made: number) => Reply = (made) => json({ made })): Promise<Room> {
  const diagnostics = createSpokenDiagnostics();
  let made = 0;
  const routes = { '/status.json': { answer: () => bodyOf(++made) } };
  const server = await startStatusServer({ host: '127.0.0.1', port: 0 }, routes, diagnostics);
  t.after(() => server.close());
  const url = /http:\S+/.exec(diagnostics.said.join('\n'))![0];
  return {
    url,
    made: () => made,
    connect() {
      const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => {});
      t.after(() => socket.destroy());
      return socket;
    },
  };
}

/** What comes by a connection, until it matches. */
async function received(socket: net.Socket, pattern: RegExp): Promise<string> {
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  while (!pattern.test(text)) await once(socket, 'data');
  return text;
}

describe('the connections of the status server', () => {
  it('get answers in the order of their requests', async (t) => {
    const { connect } = await serve(t);
    const socket = connect();
    socket.write(REQUEST.repeat(20));
    const text = await received(socket, /"made":20\}/);
    assert.deepEqual(
      [...text.matchAll(/"made":(\d+)/g)].map(([, made]) => Number(made)),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('get no further answers prepared if the client does not read', async (t) => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const { connect, made, url } = await serve(t, () => ({ status: 200, contentType: 'text/plain', body }));
    const socket = connect();
    socket.pause();
    socket.write(REQUEST.repeat(50));
    await once(socket, 'connect');
    while (made() === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await (await fetch(url)).arrayBuffer()).byteLength, body.length);
    assert.equal(made(), 2);
  });

  it('are closed if too many requests wait for answers', async (t) => {
    const { connect, made } = await serve(t);
    const socket = connect();
    socket.write(REQUEST.repeat(1000));
    socket.resume();
    await once(socket, 'close');
    assert.ok(made() < 200);
  });

  it('are 64 at most: the oldest idle one makes room', async (t) => {
    const { connect, url } = await serve(t);
    const sockets: net.Socket[] = [];
    const asking = connect().resume();
    await once(asking, 'connect');
    for (let count = 0; count < 63; count++) {
      const socket = connect().resume();
      await once(socket, 'connect');
      sockets.push(socket);
    }
    const closed = once(asking, 'close');
    const last = connect();
    await once(last, 'connect');
    await closed;
    const next = once(sockets[0]!, 'close');
    assert.equal((await fetch(url)).status, 200);
    await next;
    assert.deepEqual(
      sockets.slice(1).map(({ destroyed }) => destroyed),
      sockets.slice(1).map(() => false),
    );
  });

  it('are closed, the oldest first, if all wait for clients that do not read', async (t) => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const { connect, url, made } = await serve(t, (made) =>
      made > 64 ? json({}) : { status: 200, contentType: 'text/plain', body },
    );
    const sockets = Array.from({ length: 64 }, () => connect());
    for (const socket of sockets) socket.pause().write(REQUEST);
    while (made() < 64) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await fetch(url)).status, 200);
  });
});
