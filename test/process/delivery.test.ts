import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { PipelineStatus } from '../../src/record/pipeline-status.js';
import { startLogCollector } from '../support/log-collector.js';
import { createNode } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertRecords, endWell } from './assert-shipped.js';
import { configArgs, nodeArgs } from './follow.js';
import { peakMemory, stopsReading } from './linux-process.js';

/** A node whose podtail ships to a collector by HTTP, and keeps its state. */
async function createRoom(t: TestContext, sinkYaml = '', restYaml = '') {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const collector = await startLogCollector(t);
  const state = join(root, 'state');
  const config = `
sinks:
  - type: http
    url: ${collector.url}
    batch: { timeout: 10ms }
    retry: { initial: 20ms, max: 50ms }
${sinkYaml}
stateDir: ${state}
sweepInterval: 50ms
${restYaml}`;
  const args = [...nodeArgs(node), ...configArgs(root, config)];
  const start = (...more: string[]): PodtailProcess => startPodtail([...args, ...more], { test: t });
  const letters = join(state, 'dead-letters', 'http.ndjson');
  return { root, node, collector, state, args, start, letters };
}

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`lines that were written while the sink was down and podtail ended by ${signal} arrive once (29: offset saved before delivery)`, async (t) => {
    const { node, collector, start } = await createRoom(t);
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
    container.start();
    container.lines(100);
    await collector.leave();
    const first = start();
    await first.logLine(/does not take data/);
    container.lines(100);
    first.signal(signal);
    await first.exit();
    container.rotate();
    container.lines(100);
    const second = start();
    await second.logLine(/does not take data/);
    await collector.comeBack();
    await collector.taken(300);
    await endWell(second);
    assertRecords(collector.records, container.runs);
  });
}

test('podtail reconnects to a restarted sink by itself, with few tries while it is away (40: no recovery after the sink restarts; retry storms)', async (t) => {
  const { node, collector, start } = await createRoom(t, '    lanes: 8');
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const containers = Array.from({ length: 20 }, (_, number) => pod.container(`app-${number}`, { runtime: 'cri' }));
  for (const container of containers) {
    container.start();
    container.lines(5);
  }
  const podtail = start();
  await collector.taken(100);
  collector.answer = () => ({ status: 503 });
  for (const container of containers) container.lines(5);
  await collector.refused(20);
  const since = collector.refusals.slice(8);
  const pauses = since.slice(1).map((time, index) => time - since[index]!);
  assert.ok(Math.max(...pauses) > 1, 'there are pauses');
  await collector.leave();
  for (const container of containers) container.lines(5);
  await collector.comeBack();
  collector.answer = () => undefined;
  await collector.taken(300);
  await endWell(podtail);
  assertRecords(
    collector.records,
    containers.flatMap(({ runs }) => runs),
  );
  assert.ok(podtail.log.some((line) => line.includes('the sink http takes data again')));
});

test('SIGTERM in backoff: podtail tries once and ends long before its grace period; the rest is delivered after the next start (31: shutdown loses or hangs)', async (t) => {
  const retry = '    name: http\n    lanes: 4';
  const { node, collector, start } = await createRoom(t, retry, 'shutdown: { grace: 1h }');
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  container.lines(50);
  collector.answer = () => ({ status: 503, headers: { 'retry-after': '300' } });
  const first = start();
  await collector.refused(1);
  first.signal('SIGTERM');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  assert.equal(collector.refusals.length, 2);
  assert.ok(first.log.some((line) => /could not deliver 50 records to the sink http/.test(line)));
  collector.answer = () => undefined;
  const second = start();
  await collector.taken(50);
  await endWell(second);
  assertRecords(collector.records, container.runs);
});

test('SIGTERM in backoff: the last try delivers if the sink is up again (31)', async (t) => {
  const { node, collector, start } = await createRoom(t, '', 'shutdown: { grace: 1h }');
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  container.lines(50);
  collector.answer = () => ({ status: 429, headers: { 'retry-after': '300' } });
  const podtail = start();
  await collector.refused(1);
  collector.answer = () => undefined;
  await endWell(podtail);
  assertRecords(collector.records, container.runs);
});

test('SIGTERM while the sink does not answer: podtail ends after shutdown.grace, and sends it again after the next start (31)', async (t) => {
  const { node, collector, start } = await createRoom(t, '', 'shutdown: { grace: 200ms }');
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  container.lines(50);
  collector.answer = () => 'silence';
  const first = start();
  await collector.refused(1);
  first.signal('SIGTERM');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  assert.ok(first.log.some((line) => line.includes('some records were not delivered within shutdown.grace (200 ms)')));
  collector.answer = () => undefined;
  const second = start();
  await collector.taken(50);
  await endWell(second);
  assertRecords(collector.records, container.runs);
});

test('one of two sinks is down: positions wait for it, the other sink gets its records; an optional sink is not waited for', async (t) => {
  const { root, node, collector } = await createRoom(t);
  const other = await startLogCollector(t);
  const out = join(root, 'two.yaml');
  fs.writeFileSync(
    out,
    `
sinks:
  - { type: http, url: "${collector.url}", batch: { timeout: 10ms } }
  - { type: http, name: other, url: "${other.url}", batch: { timeout: 10ms }, retry: { initial: 20ms, max: 50ms } }
  - { type: http, name: extra, url: "http://127.0.0.1:1/", optional: true }
stateDir: ${join(root, 'state')}
`,
  );
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(50);
  await other.leave();
  const startTwo = () => startPodtail([...nodeArgs(node), '--config', out], { test: t });
  const first = startTwo();
  await collector.taken(50);
  first.signal('SIGTERM');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  const second = startTwo();
  await other.comeBack();
  await other.taken(50);
  await collector.taken(100);
  await endWell(second);
  assertRecords(other.records, container.runs);
  const third = startTwo();
  container.lines(1);
  await other.taken(51);
  await collector.taken(101);
  await endWell(third);
  assertRecords(other.records, container.runs);
});

test('podtail --once waits for a sink that is down, and ends after everything is delivered', async (t) => {
  const { node, collector, start } = await createRoom(t);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  container.lines(50);
  await collector.leave();
  const podtail = start('--once');
  await podtail.logLine(/does not take data/);
  await collector.comeBack();
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assertRecords(collector.records, container.runs);
});

test('refused records become dead letters, later records are delivered, and podtail replay sends them again while podtail runs (35: hopeless data retried for ever)', async (t) => {
  const { node, collector, args, start, letters } = await createRoom(t, '    lanes: 1');
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.line('poison');
  let isHealed = false;
  collector.answer = ({ body }) => (!isHealed && body.includes('poison') ? { status: 400, body: 'no!' } : undefined);
  const podtail = start();
  await collector.refused(1);
  container.lines(10);
  await collector.taken(10);
  const [letter] = fs.readFileSync(letters, 'utf8').trimEnd().split('\n');
  const { sink, reason, status, record } = JSON.parse(letter!);
  assert.deepEqual({ sink, status, message: record.message }, { sink: 'http', status: 400, message: 'poison' });
  assert.match(reason, /answered 400: no!/);
  assert.ok(podtail.log.some((line) => /could not deliver 1 record .*send again with podtail replay/.test(line)));
  await endWell(podtail);
  const again = start();
  isHealed = true;
  const config = args.slice(args.indexOf('--config'));
  const replay = startPodtail(['replay', ...config, letters], { test: t });
  assert.deepEqual(await replay.exit(), { code: 0, signal: null });
  await collector.taken(11);
  assert.equal(fs.existsSync(letters), false);
  assert.match(replay.log.at(-1)!, /"sent":1,"refused":0,"unknown":0,"msg":"replayed /);
  container.lines(5);
  await collector.taken(16);
  await endWell(again);
  const shipped = collector.records.filter(({ message }) => message !== 'poison');
  assert.equal(shipped.length, 15, 'nothing came twice');
});

test('a long outage of a sink costs little memory, and the sink gets everything when it is up (30: out of memory under backpressure, or paused for ever)', async (t) => {
  const { node, collector, start } = await createRoom(t, '', 'limits: { memory: 16MiB }');
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const containers = Array.from({ length: 8 }, (_, number) => pod.container(`app-${number}`, { runtime: 'docker' }));
  for (const container of containers) {
    container.start();
    container.lines(20_000);
  }
  await collector.leave();
  const podtail = start('--listen', '127.0.0.1:0');
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  await podtail.logLine(/does not take data/);
  await stopsReading(podtail.pid, Number.POSITIVE_INFINITY);
  const { sinks } = (await (await fetch(new URL('/status.json', url))).json()) as PipelineStatus;
  const { heldBytes } = sinks[0]!;
  const peak = peakMemory(podtail.pid);
  t.diagnostic(`held: ${heldBytes / 1e6} MB, peak of resident memory: ${peak / 1e6} MB`);
  assert.ok(heldBytes > 0 && heldBytes <= 16 * 2 ** 20, `${heldBytes} bytes are held`);
  assert.ok(peak < 120e6, `${peak} bytes were resident`);
  await collector.comeBack();
  await collector.taken(160_000);
  await endWell(podtail);
  assertRecords(
    collector.records,
    containers.flatMap(({ runs }) => runs),
  );
});

test('the next try uses a token that was replaced on disk: 401 is retried (41: certificates and tokens read once)', async (t) => {
  const token = join(temporaryFolder(t), 'token');
  fs.writeFileSync(token, 'old\n');
  const { node, collector, start } = await createRoom(t, `    auth: { bearer: { tokenFile: ${token} } }`);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(10);
  collector.answer = ({ headers }) => (headers.authorization === 'Bearer new' ? undefined : { status: 401 });
  const podtail = start();
  await collector.refused(2);
  fs.writeFileSync(token, 'new\n');
  await collector.taken(10);
  await endWell(podtail);
  assertRecords(collector.records, container.runs);
});

test('podtail check --connect reports for each sink whether it can be reached', async (t) => {
  const { args, collector } = await createRoom(t);
  const good = startPodtail(['check', '--connect', ...args], { test: t });
  assert.deepEqual(await good.exit(), { code: 0, signal: null });
  assert.match(
    good.log.join('\n'),
    /podtail: the sink http can be reached: http:\/\/127\.0\.0\.1:\d+\/ answered 200 to HEAD/,
  );
  await collector.leave();
  const bad = startPodtail(['check', '--connect', ...args], { test: t });
  assert.deepEqual(await bad.exit(), { code: 1, signal: null });
  assert.match(bad.log.join('\n'), /podtail: the sink http cannot be used: .*refused/);
});
