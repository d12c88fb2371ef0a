import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { createNode, type Node } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configArgs, follow, nodeArgs } from './follow.js';

/** An INFO line and an ERROR line in each of these pods. */
function writeLogs(node: Node, pods: readonly string[]): void {
  for (const name of pods) {
    const [namespace, pod] = name.split('/') as [string, string];
    const container = node.pod({ namespace, pod }).container('app', { runtime: 'cri' });
    container.start();
    container.line(`INFO of ${name}`);
    container.line(`ERROR of ${name}`);
  }
}

test('each sink gets the records that it matches; a log that none matches is not read', async (t) => {
  const server = await startFakeHttpServer(t);
  const { podtail } = follow(t, {
    before: (node) => writeLogs(node, ['ops/job-0', 'shop/web-0', 'shop/db-0', 'test/probe-0']),
    config: `
once: true
transforms:
  - level: detect
sinks:
  - { type: http, name: shop, url: '${server.url}', match: { namespace: [shop] } }
  - { type: stdout, match: { namespace: [shop, ops], level: [error] } }
`,
  });
  assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
  const posted = server.requests.flatMap(({ body }) => body.toString().trim().split('\n'));
  assert.deepEqual(posted.map((line) => (JSON.parse(line) as { message: string }).message).toSorted(), [
    'ERROR of shop/db-0',
    'ERROR of shop/web-0',
    'INFO of shop/db-0',
    'INFO of shop/web-0',
  ]);
  assert.deepEqual(podtail.seen.map(({ message }) => message).toSorted(), [
    'ERROR of ops/job-0',
    'ERROR of shop/db-0',
    'ERROR of shop/web-0',
  ]);
  await podtail.logLine(/not read: 1 log that no sink takes/);
  const finished = JSON.parse(await podtail.logLine(/"finished"/)) as { records: number; unrouted: number };
  assert.deepEqual([finished.records, finished.unrouted], [6, 1], 'the INFO line of ops goes nowhere');
});

test('a position waits only for the sinks that take its log', async (t) => {
  const server = await startFakeHttpServer(t, { answer: () => ({ status: 503 }) });
  const root = temporaryFolder(t);
  const node = createNode(root);
  writeLogs(node, ['ops/job-0', 'shop/web-0']);
  const config = `
shutdown: { grace: 100ms }
sinks:
  - { type: http, url: '${server.url}', match: { namespace: [shop] }, retry: { initial: 1ms, max: 10ms } }
  - { type: stdout, match: { namespace: [ops] } }
`;
  const args = [...nodeArgs(node), '--state-dir', join(root, 'state'), ...configArgs(root, config)];
  const first = startPodtail(args, { test: t });
  await first.records(2);
  first.signal('SIGTERM');
  await first.exit();
  server.script(...Array.from({ length: 10 }, () => ({ status: 200 })));
  const before = server.requests.length;

  const second = startPodtail([...args, '--once'], { test: t });
  assert.equal((await second.exit()).code, 0, second.log.join('\n'));
  assert.deepEqual(second.seen, [], 'the lines of ops were settled');
  assert.equal(server.requests.length, before + 1);
  assert.match(server.requests.at(-1)!.body.toString(), /INFO of shop\/web-0.*\n.*ERROR of shop\/web-0/);
});

test('a reload with another match starts reading one log, and stops reading another', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  writeLogs(node, ['ops/job-0', 'shop/web-0']);
  const configFor = (namespace: string) => `sinks: [{ type: stdout, match: { namespace: [${namespace}] } }]\n`;
  const podtail = startPodtail([...nodeArgs(node), ...configArgs(root, configFor('ops'))], { test: t });
  await podtail.records(2);
  configArgs(root, configFor('shop'));
  podtail.signal('SIGHUP');
  await podtail.record(({ message }) => message === 'ERROR of shop/web-0');
  await podtail.logLine(/ops_job-0.* is not read: no sink takes it/);
  assert.deepEqual(
    podtail.seen.map(({ namespace }) => namespace),
    ['ops', 'ops', 'shop', 'shop'],
  );
});

test('standard input that no sink takes causes a warning', async (t) => {
  const root = temporaryFolder(t);
  const config = configArgs(root, 'sinks: [{ type: stdout, match: { namespace: [shop] } }]\n');
  const lost = startPodtail(['-', ...config], { test: t, input: 'hello\n' });
  await lost.logLine(/standard input is discarded: no sink takes it; name its pod with --metadata/);
  await lost.exit();
  const taken = startPodtail(['-', ...config, '--metadata', 'namespace=shop'], { test: t, input: 'hello\n' });
  await taken.exit();
  assert.deepEqual(
    taken.seen.map(({ message }) => message),
    ['hello'],
  );
});
