import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Container } from '../support/container.js';
import { type FakeElasticsearch, startFakeElasticsearch } from '../support/fake-elasticsearch.js';
import { createNode } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { nodeArgs } from './follow.js';

const ENDED = { code: 0, signal: null };

interface Shipping {
  readonly container: Container;
  readonly podtail: PodtailProcess;
  readonly deadLetters: () => DeadLetter[];
}

interface DeadLetter {
  readonly id: string;
  readonly status: number;
  readonly reason: string;
  readonly record: { readonly index: string; readonly document: { readonly message: string } };
}

/** Lets podtail ship one container's log, of lines that are there, once, with short pauses between tries. */
function shipOnce(t: TestContext, cluster: FakeElasticsearch, lines: readonly string[], sink: object = {}): Shipping {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  for (const line of lines) container.line(line);
  const sinks = [{ type: 'elasticsearch', url: cluster.url, retry: { initial: '10ms', max: '100ms' }, ...sink }];
  const config = join(root, 'podtail.yaml');
  writeFileSync(config, JSON.stringify({ sinks }));
  const state = join(root, 'state');
  const podtail = startPodtail(['--once', '-c', config, '--state-dir', state, ...nodeArgs(node)], { test: t });
  const deadLetters = (): DeadLetter[] =>
    readFileSync(join(state, 'dead-letters', 'elasticsearch.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { container, podtail, deadLetters };
}

function messagesOf({ documents }: FakeElasticsearch): unknown[] {
  return documents.map(({ message }) => message);
}

test('36: Elasticsearch partial failure mishandled — only 429 and 5xx are sent again, refused documents are kept', async (t) => {
  const tries = new Map<unknown, number>();
  const cluster = await startFakeElasticsearch(t, {
    fail: ({ message }) => {
      const count = (tries.get(message) ?? 0) + 1;
      tries.set(message, count);
      const number = Number(message);
      if (number % 10 === 3 && count < 3) return { status: 429, type: 'rejected_execution_exception', reason: 'full' };
      if (number % 10 === 4 && count < 2) return { status: 503, type: 'unavailable_shards_exception', reason: 'away' };
      if (number % 10 === 5) return { status: 400, type: 'mapper_parsing_exception', reason: 'not so' };
      return undefined;
    },
  });
  const lines = Array.from({ length: 100 }, (_, number) => String(number));
  const { podtail, deadLetters } = shipOnce(t, cluster, lines);
  assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));

  const isRefused = (line: string): boolean => line.endsWith('5');
  assert.deepEqual([...messagesOf(cluster)].sort(), lines.filter((line) => !isRefused(line)).sort());
  assert.deepEqual(
    deadLetters().map(({ record, status, reason }) => [record.document.message, status, reason]),
    lines.filter(isRefused).map((line) => [line, 400, 'mapper_parsing_exception: not so']),
  );
  const expectedTries = new Map(lines.map((line) => [line, line.endsWith('3') ? 3 : line.endsWith('4') ? 2 : 1]));
  assert.deepEqual(tries, expectedTries);
});

test('38: 413 loop — a request is split until it is accepted; a single document that is too large becomes a dead letter', async (t) => {
  const cluster = await startFakeElasticsearch(t, { mostBytes: 20_000 });
  const lines = Array.from({ length: 500 }, (_, number) => (number === 250 ? 'x'.repeat(30_000) : `line ${number}`));
  const { podtail, deadLetters } = shipOnce(t, cluster, lines, { compression: 'none' });
  assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
  assert.deepEqual(
    messagesOf(cluster),
    lines.filter((_, number) => number !== 250),
  );
  assert.deepEqual(
    deadLetters().map(({ record, status }) => [record.document.message.length, status]),
    [[30_000, 413]],
  );
});

test('41: certificates and tokens read once — the next try uses a token that was replaced on disk', async (t) => {
  const token = join(temporaryFolder(t), 'token');
  writeFileSync(token, 'old\n');
  const cluster = await startFakeElasticsearch(t, {
    admit: ({ headers }) => headers.authorization === 'Bearer new',
  });
  const { podtail } = shipOnce(t, cluster, ['a', 'b'], { auth: { bearer: { tokenFile: token } } });
  await podtail.logLine(/answered 401/);
  writeFileSync(token, 'new\n');
  assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
  assert.deepEqual(messagesOf(cluster), ['a', 'b']);
  assert.doesNotMatch(podtail.log.join('\n'), /old|new/);
});

test('40: no recovery after the sink restarts — podtail continues over new connections', async (t) => {
  const cluster = await startFakeElasticsearch(t);
  cluster.script('reset', 'reset');
  const { podtail } = shipOnce(t, cluster, ['a', 'b']);
  assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
  assert.deepEqual(messagesOf(cluster), ['a', 'b']);
  assert.equal(cluster.connections, 3);
});
