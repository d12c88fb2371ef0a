import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createKubelet } from '../../src/kubernetes/kubelet.js';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;
const LIST = JSON.stringify({ kind: 'PodList', items: [{ metadata: { uid: 'u-1', labels: { app: 'web' } } }] });

/** What a kubelet that answers so is said to have answered. */
async function ask(t: TestContext, answer: http.RequestListener, patience?: number) {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answered = await createKubelet({ url, tls: { insecureSkipVerify: false } }, patience).ask(
    new AbortController().signal,
  );
  return answered.kind === 'pods' ? [...answered.pods.keys()] : answered.reason;
}

describe('a kubelet', () => {
  it('that takes the question and never answers is given up after a while, whatever memory is freed meanwhile', async (t) => {
    const answer = (): void => {
      // Twice, as what is only weakly held may stay for one time.
      setImmediate(collectGarbage);
      setImmediate(collectGarbage);
    };
    assert.equal(await ask(t, answer, 500), 'there was no answer within 0.5 s');
  });

  it('that sends its answer too slowly is given up, too', async (t) => {
    const answer: http.RequestListener = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    };
    assert.equal(await ask(t, answer, 300), 'there was no answer within 0.3 s');
  });

  const answers: readonly (readonly [title: string, status: number, body: string, said: RegExp])[] = [
    ['a page that is no JSON', 200, '<html>', /it is not JSON/],
    ['half a list', 200, LIST.slice(0, 40), /it is not JSON/],
    ['nothing', 200, '', /it is not JSON/],
    ['a list of something else', 200, '{"kind":"PodList","items":{}}', /its items are not a list/],
    ['another place', 302, '', /^it answers 302$/],
    ['that it is not ready', 503, 'starting', /^it answers 503 \(starting\)$/],
    ['a long error', 500, 'x'.repeat(10_000), /^it answers 500 \(x{300}\)$/],
  ];
  for (const [title, status, body, said] of answers) {
    it(`that answers with ${title}: the problem names the answer`, async (t) => {
      assert.match(String(await ask(t, (_request, response) => void response.writeHead(status).end(body))), said);
    });
  }

  it('that ends within its answer: the problem says so', async (t) => {
    const answer: http.RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': 5000 }).write(LIST, () => response.destroy());
    };
    assert.match(String(await ask(t, answer)), /UND_ERR_SOCKET/);
  });

  it('may begin its list with a byte order mark', async (t) => {
    assert.deepEqual(await ask(t, (_request, response) => void response.end(`\ufeff${LIST}`)), ['u-1']);
  });
});
