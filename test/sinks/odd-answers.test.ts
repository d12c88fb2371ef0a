import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createHttpClient, type HttpRequest } from '../../src/sinks/http/http-client.js';
import { parseTarget } from '../../src/sinks/http/target.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { startRawServer } from '../support/raw-server.js';

const TAKEN = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\ntaken';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const SHORT = 300;

/** Sends one request after the other over one connection, and gives what each came to. */
async function sendTo(
  t: TestContext,
  answer: (socket: net.Socket, number: number) => void,
  { requests = 1, ...request }: Partial<HttpRequest> & { requests?: number } = {},
) {
  const server = await startRawServer(t, answer);
  const timeouts = { connect: 5000, headers: SHORT, body: SHORT };
  const client = createHttpClient({ ...HTTP_OPTIONS, lanes: 1, timeouts });
  t.after(() => client.close());
  const results: (string | number)[][] = [];
  for (let number = 1; number <= requests; number++) {
    const result = await client.request({
      ...{ target: parseTarget(server.url), method: 'POST', headers: {}, answerLimit: 1000, signal: NEVER },
      body: Buffer.from(`body ${number}`),
      ...request,
    });
    results.push(result.kind === 'answer' ? [result.status, result.body.toString()] : [result.reason]);
  }
  return { results, bodies: server.bodies };
}

/** Writes in pieces, each once the one before has been sent. */
function writeAll(socket: net.Socket, pieces: readonly string[]): void {
  const [first, ...rest] = pieces;
  if (first !== undefined) socket.write(first, 'latin1', () => setTimeout(() => writeAll(socket, rest), 5));
}

describe('an answer of 100 Continue that podtail did not ask for', () => {
  const forms: readonly (readonly [title: string, pieces: readonly string[]])[] = [
    ['before the final answer, in one piece', [CONTINUE + TAKEN]],
    ['before the final answer, by itself', [CONTINUE, TAKEN]],
    ['in pieces', ['HTTP/1', '.1 100 Cont', 'inue\r\nx: y\r\n', '\r', `\n${TAKEN.slice(0, 4)}`, TAKEN.slice(4)]],
    ['twice', [CONTINUE + CONTINUE, CONTINUE + TAKEN]],
    ['as HTTP/1.0', [`${CONTINUE.replace('1.1', '1.0')}${TAKEN}`]],
    ['after an empty line', ['\r\n', `\r\n${CONTINUE}\r`, `\n${TAKEN}`]],
    ['between others', ['HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', CONTINUE + TAKEN]],
    ['and none at all', [TAKEN.slice(0, 3), TAKEN.slice(3)]],
  ];
  for (const [title, pieces] of forms) {
    it(`is skipped, and the request is sent once: ${title}`, async (t) => {
      const { results, bodies } = await sendTo(t, (socket) => writeAll(socket, pieces), { requests: 3 });
      assert.deepEqual(
        results,
        [1, 2, 3].map(() => [200, 'taken']),
      );
      assert.deepEqual(bodies, ['body 1', 'body 2', 'body 3']);
    });
  }

  it('is skipped if its lines end with LF alone', async (t) => {
    const lines = (CONTINUE + TAKEN).replaceAll('\r', '');
    const { results, bodies } = await sendTo(t, (socket) => writeAll(socket, [lines]), { requests: 2 });
    assert.deepEqual([results, bodies.length], [[1, 2].map(() => [200, 'taken']), 2]);
  });

  it('is ordinary text in the body', async (t) => {
    const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${CONTINUE.length}\r\n\r\n`;
    const { results } = await sendTo(t, (socket) => writeAll(socket, [answer, CONTINUE]), { requests: 2 });
    assert.deepEqual(
      results,
      [1, 2].map(() => [200, CONTINUE]),
    );
  });
});

describe('the head of an answer', () => {
  it('can have 200 KB of headers', async (t) => {
    const headers = Array.from({ length: 20 }, (_, index) => `x-large-${index}: ${'v'.repeat(10_000)}\r\n`).join('');
    const answer = TAKEN.replace('\r\n', `\r\n${headers}`);
    const { results } = await sendTo(t, (socket) => socket.write(answer));
    assert.deepEqual(results, [[200, 'taken']]);
  });

  it('that never ends makes the request fail', async (t) => {
    const { results } = await sendTo(t, (socket) => {
      const drip = setInterval(() => socket.write('x'), 20);
      t.after(() => clearInterval(drip));
      socket.write('HTTP/1.1 200 OK\r\nx-drip: ');
    });
    assert.match(String(results[0]![0]), /within timeouts\.headers/);
  });
});

describe('the body of an answer', () => {
  /** A body that has no end in sight. */
  const drip = (t: TestContext, head: string) => (socket: net.Socket) => {
    const timer = setInterval(() => socket.write('x'), 20);
    t.after(() => clearInterval(timer));
    socket.write(`${head}\r\ncontent-length: 100000\r\n\r\n`);
  };

  it('that arrives slowly is waited for no longer than timeouts.body in total', async (t) => {
    const { results } = await sendTo(t, drip(t, 'HTTP/1.1 503 Busy'), { requests: 2 });
    for (const [status, body] of results) assert.match(`${status} ${body}`, /^503 x+$/);
  });

  it('is not waited for if its beginning is enough', async (t) => {
    const asked: string[] = [];
    const isEnough: HttpRequest['isEnough'] = ({ status }, body) => {
      asked.push(`${status} ${body.length}`);
      return body.length > 0;
    };
    const { results } = await sendTo(t, drip(t, 'HTTP/1.1 200 OK'), { requests: 2, isEnough });
    assert.deepEqual(
      results,
      [1, 2].map(() => [200, 'x']),
    );
    assert.deepEqual(asked, ['200 0', '200 1', '200 0', '200 1']);
  });

  it('is discarded beyond the limit at any speed', async (t) => {
    const { results } = await sendTo(t, (socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
        if (!socket.destroyed) socket.once('drain', flood);
      };
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\n');
      flood();
    });
    assert.deepEqual(results, [[200, 'x'.repeat(1000)]]);
  });
});

describe('an answer that comes before the request was sent', () => {
  /** What becomes of a large request whose answer comes as soon as its head is there. */
  async function sendLarge(t: TestContext, onHead: (socket: net.Socket) => void) {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      t.after(() => socket.destroy());
      socket.once('data', () => onHead(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const timeouts = { connect: 5000, headers: SHORT, body: SHORT };
    const client = createHttpClient({ ...HTTP_OPTIONS, lanes: 1, timeouts });
    t.after(() => client.close());
    const target = parseTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const body = Buffer.alloc(20_000_000, 'x');
    const result = await client.request({
      ...{ target, method: 'POST', headers: {}, body, answerLimit: 1000, signal: NEVER },
    });
    return result.kind === 'answer' ? [result.status, result.body.toString()] : ['none'];
  }

  it('is not success if the server disconnects then', async (t) => {
    const result = await sendLarge(t, (socket) => {
      socket.pause();
      socket.write(TAKEN, () => socket.destroy());
    });
    assert.deepEqual(result, ['none']);
  });

  it('is not success if the server reads no more', async (t) => {
    const result = await sendLarge(t, (socket) => {
      socket.pause();
      socket.write(TAKEN);
    });
    assert.deepEqual(result, ['none']);
  });

  it('is success if the server reads all of it', async (t) => {
    const result = await sendLarge(t, (socket) => {
      socket.write(TAKEN);
      socket.resume();
    });
    assert.deepEqual(result, [200, 'taken']);
  });

  it('counts at once if it is a refusal', async (t) => {
    const result = await sendLarge(t, (socket) => {
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno');
    });
    assert.deepEqual(result, [413, 'no']);
  });
});

describe('the body of an answer that is compressed without a request for it', () => {
  const forms = {
    ...{ gzip: gzipSync('taken'), deflate: deflateSync('taken'), br: brotliCompressSync('taken') },
    ...{ 'deflate ': deflateRawSync('taken'), 'gzip, gzip': gzipSync(gzipSync('taken')) },
    ...{ 'deflate, GZIP': gzipSync(deflateSync('taken')), identity: Buffer.from('taken') },
  };
  const head = (encoding: string, length: number) =>
    `HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${length}\r\n\r\n`;
  for (const [encoding, bytes] of Object.entries(forms)) {
    it(`is read: ${encoding}`, async (t) => {
      const { results } = await sendTo(t, (socket) => {
        socket.write(head(encoding, bytes.length));
        socket.write(bytes);
      });
      assert.deepEqual(results, [[200, 'taken']]);
    });
  }

  it('is read as far as possible if it is cut, and as it came if it is not compressed', async (t) => {
    const text = 'taken '.repeat(40);
    const whole = gzipSync(text);
    const pieces = [whole.subarray(0, -8), Buffer.from('<html>')];
    const { results } = await sendTo(
      t,
      (socket, number) => {
        const piece = pieces[number - 1]!;
        socket.write(head('gzip', piece.length));
        socket.write(piece);
      },
      { requests: 2 },
    );
    assert.deepEqual(results, [
      [200, text],
      [200, '<html>'],
    ]);
  });

  it('is read up to the limit if it is small and expands', async (t) => {
    const bytes = gzipSync('x'.repeat(10_000_000));
    const { results } = await sendTo(
      t,
      (socket) => {
        socket.write(head('gzip', bytes.length));
        socket.write(bytes);
      },
      { answerLimit: 100_000 },
    );
    assert.deepEqual(results, [[200, 'x'.repeat(100_000)]]);
  });
});

describe('an answer with a head that other clients take, and undici refuses', () => {
  const forms: readonly (readonly [title: string, head: string])[] = [
    ['lines that end with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 5\n\n'],
    ['the same length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n'],
    ['a length beside chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n'],
    ['a continued line', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\n'],
    ['a line that is no field', 'HTTP/1.1 200 OK\r\nX(a): b\r\nContent-Length: 5\r\n\r\n'],
    ['a control character', 'HTTP/1.1 200 OK\r\nX: a\u0001b\r\nContent-Length: 5\r\n\r\n'],
  ];
  for (const [title, head] of forms) {
    for (const size of [1000, 7]) {
      it(`counts, and the request is sent once: ${title}, in pieces of ${size} bytes`, async (t) => {
        const whole = `${head}taken${head.includes('chunked') ? '\r\n0\r\n\r\n' : ''}`;
        const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
        const { results, bodies } = await sendTo(t, (socket) => writeAll(socket, pieces), { requests: 2 });
        assert.deepEqual([results, bodies.length], [[1, 2].map(() => [200, 'taken']), 2]);
      });
    }
  }
});
