import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { PipelineStatus } from '../../src/record/pipeline-status.js';
import type { Container } from '../support/container.js';
import { type FakeLoki, type FakeLokiOptions, startFakeLoki } from '../support/fake-loki.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';
import { configArgs, nodeArgs } from './follow.js';

const ENDED = { code: 0, signal: null };

/** A node with a container in each of two namespaces, whose podtail pushes to Loki, each namespace as a tenant. */
async function createRoom(t: TestContext, options: FakeLokiOptions) {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const loki = await startFakeLoki(t, options);
  const [calm, busy] = ['calm', 'busy'].map((namespace): Container => {
    const container = node.pod({ namespace, pod: 'web' }).container('app', { runtime: 'docker' });
    container.start();
    return container;
  }) as [Container, Container];
  const stateDir = join(root, 'state');
  const sink = { type: 'loki', url: loki.url, tenant: '${namespace}', retry: { initial: '10ms', max: '50ms' } };
  const config = configArgs(root, JSON.stringify({ sinks: [{ ...sink, batch: { timeout: '10ms' } }], stateDir }));
  const start = (...args: string[]) => startPodtail([...args, ...config], { test: t });
  return { loki, calm, busy, start, args: nodeArgs(node), letters: join(stateDir, 'dead-letters', 'loki.ndjson') };
}

function linesOf({ taken }: FakeLoki, tenant: string): string[] {
  return taken.filter((entry) => entry.tenant === tenant).map(({ line }) => line);
}

test('a tenant that Loki limits delays no other, and loses nothing (33: Loki 429 lost or blocking others)', async (t) => {
  let isLimited = true;
  const limit = { status: 429, body: 'Ingestion rate limit exceeded for user busy' };
  const { loki, calm, busy, start, args } = await createRoom(t, {
    refuse: ([entry]) => (isLimited && entry!.tenant === 'busy' ? limit : undefined),
  });
  busy.line('busy 1');
  const podtail = start(...args);
  await podtail.logLine(/429/);
  for (let number = 1; number <= 5; number++) {
    calm.line(`calm ${number}`);
    await loki.reach(number);
  }
  busy.line('busy 2');
  isLimited = false;
  await loki.reach(7);
  await endWell(podtail);
  assert.deepEqual(linesOf(loki, 'calm'), ['calm 1', 'calm 2', 'calm 3', 'calm 4', 'calm 5']);
  assert.deepEqual(linesOf(loki, 'busy'), ['busy 1', 'busy 2']);
});

test('refused records are kept, not tried again, and replayed on request to their tenant (32: Loki 400: too far behind, out of order, line too long; 35: hopeless data retried for ever)', async (t) => {
  let isRefusing = true;
  const { loki, calm, busy, start, args, letters } = await createRoom(t, {
    isOutOfOrder: ({ line }) => isRefusing && line.includes('refused'),
  });
  for (const [name, container] of Object.entries({ calm, busy })) {
    for (const line of ['1', '2 refused', '3', '4 refused', '5']) container.line(`${name} ${line}`);
  }
  const podtail = start('run', '--once', ...args);
  assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
  assert.deepEqual(linesOf(loki, 'calm'), ['calm 1', 'calm 3', 'calm 5']);
  assert.deepEqual(linesOf(loki, 'busy'), ['busy 1', 'busy 3', 'busy 5']);
  const requests = loki.requests.length;
  const kept = readFileSync(letters, 'utf8').trimEnd().split('\n');
  const records = kept.map((line) => JSON.parse(line)).sort((a, b) => (a.record.line < b.record.line ? -1 : 1));
  assert.deepEqual(
    records.map(({ reason, status, record }) => [record.tenant, record.line, reason, status]),
    ['busy', 'busy', 'calm', 'calm'].map((tenant, index) => [
      tenant,
      `${tenant} ${index % 2 === 0 ? 2 : 4} refused`,
      'entry out of order',
      400,
    ]),
  );
  assert.equal(requests, 2);

  isRefusing = false;
  const replay = start('replay', letters);
  assert.deepEqual(await replay.exit(), ENDED, replay.log.join('\n'));
  assert.deepEqual(linesOf(loki, 'calm').slice(3), ['calm 2 refused', 'calm 4 refused']);
  assert.deepEqual(linesOf(loki, 'busy').slice(3), ['busy 2 refused', 'busy 4 refused']);
  assert.ok(!existsSync(letters) || readFileSync(letters, 'utf8') === '');
});

test('a line that is longer than Loki accepts counts as truncated, for the sink and in total', async (t) => {
  const { loki, calm, start, args } = await createRoom(t, {});
  calm.line('short');
  calm.line('x'.repeat(300_000));
  const podtail = start('--listen', '127.0.0.1:0', ...args);
  const entries = await loki.reach(2);
  assert.deepEqual(
    entries.map(({ line, metadata }) => [line.length, metadata.truncated]),
    [
      [5, undefined],
      [262_144, 'true'],
    ],
  );
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  const { sinks, counters } = (await (await fetch(new URL('/status.json', url))).json()) as PipelineStatus;
  assert.deepEqual(
    [counters.truncated, counters.truncatedBytes, sinks[0]!.truncated, sinks[0]!.truncatedBytes],
    [1, 37_856, 1, 37_856],
  );
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  assert.match(metrics, /^podtail_sink_truncated_records_total\{sink="loki"\} 1$/m);
  assert.match(metrics, /^podtail_marked_records_total\{mark="truncated"\} 1$/m);
  await endWell(podtail);
});
