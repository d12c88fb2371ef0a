import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Counters, FileStatus, LogStatus } from '../../src/index.js';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { createNode } from '../support/node.js';
import type { PodtailProcess } from '../support/podtail-process.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { countLines, endWell } from './assert-shipped.js';
import { configArgs, nodeArgs } from './follow.js';
import { stopsReading } from './linux-process.js';
import { startPiped } from './pipe.js';

const SEED = Number(process.env.PODTAIL_SEED ?? Date.now() % 2 ** 32);

interface Status {
  readonly counters: Counters;
  readonly logs: readonly LogStatus[];
}

/** Asks a podtail for its status, and fails unless its accounts are closed. */
async function statusOf(podtail: PodtailProcess): Promise<Status> {
  const line = await podtail.logLine(/the status is served at/);
  const response = await fetch((JSON.parse(line) as { url: string }).url);
  const status = (await response.json()) as Status;
  for (const file of status.logs.flatMap(({ files }) => files)) assertClosed(file);
  for (const { files, readBytes, settledBytes } of status.logs) {
    const pending = files.reduce((sum, { inFlight, waiting }) => sum + inFlight + waiting, 0);
    assert.ok(settledBytes <= readBytes && readBytes - settledBytes <= pending, JSON.stringify({ files, readBytes }));
  }
  return status;
}

function assertClosed(file: FileStatus): void {
  const { read, settled, inFlight, waiting, size, lagBytes, lagSeconds } = file;
  const seen = JSON.stringify(file);
  assert.equal(read, settled + inFlight + waiting, seen);
  assert.ok(Math.min(settled, inFlight, waiting, lagSeconds) >= 0 && read <= size, seen);
  assert.equal(lagBytes, size - settled, seen);
}

function startServing(t: TestContext, folder: string, args: readonly string[], config?: string) {
  return startPiped(t, ['--listen', '127.0.0.1:0', ...args, ...configArgs(folder, config)]);
}

test('the status shows for each log what was read and settled, and its lag (44: lag and loss not measured)', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  const { files, containerId } = { ...container.start(), containerId: container.run.files.containerId };
  const { podtail, lines } = startServing(t, root, nodeArgs(node), 'limits: { partialTimeout: 1h }');
  container.lines(10);
  await lines(10);
  const whole = container.run.written.length;
  files.append(Buffer.from('{"log":"a piece, ","stream":"stdout","time":"2026-11-23T11:00:00.5Z"}\n'));
  container.line('the other stream', 'stderr');
  await lines(whole + 1);
  files.append(Buffer.from('{"log":"half a li'));
  let file: FileStatus | undefined;
  // When what is on its way has arrived, and a sweep has seen the half line.
  while (file?.inFlight !== 0 || file.size === file.read) {
    const { logs } = await statusOf(podtail);
    const [log] = logs;
    assert.deepEqual([log?.path, log?.containerId, log?.metadata.pod], [files.path, containerId, 'web']);
    [file] = log!.files;
  }
  const { target, isLive, size, read, settled, waiting, lagBytes } = file;
  assert.deepEqual([target, isLive, size - read, lagBytes], [files.liveFile, true, 17, size - settled]);
  assert.ok(waiting > 'the other stream'.length);
  await endWell(podtail);
});

test('with a stuck reader, the status shows how many bytes wait, and for how long (30: paused for ever; 44)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, `${'x'.repeat(999)}\n`.repeat(30_000));
  const { podtail, lines } = startServing(t, folder, ['--include', file], 'sweepInterval: 50ms');
  await lines(1);
  await stopsReading(podtail.pid, 30_000_000);
  const first = (await statusOf(podtail)).logs[0]!.files[0]!;
  assert.ok(first.inFlight > 0 && first.lagBytes > 0 && first.read < first.size, JSON.stringify(first));
  let later = first;
  while (later.lagSeconds <= first.lagSeconds) later = (await statusOf(podtail)).logs[0]!.files[0]!;
  await lines(30_000);
  while (later.lagBytes > 0) later = (await statusOf(podtail)).logs[0]!.files[0]!;
  assert.deepEqual([later.settled, later.lagSeconds], [30_000_000, 0]);
  await endWell(podtail);
});

test('lost bytes are reported by log and reason, and disappear with the log (44: lag and loss not measured)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, 'one\nand half a line');
  const { podtail, lines } = startServing(t, folder, ['--include', file], 'limits: { partialTimeout: 1h }');
  await lines(1);
  writeFileSync(file, '');
  await podtail.logLine(/was truncated/);
  const { logs, counters } = await statusOf(podtail);
  assert.deepEqual(logs[0]!.abandoned, { deleted: 0, truncated: 15, deletedFileGrace: 0, damaged: 0 });
  assert.deepEqual([counters.abandoned, counters.abandonedBytes], [logs[0]!.abandoned, 15]);
  rmSync(file);
  while ((await statusOf(podtail)).logs.length > 0) await delay(20);
  assert.equal((await statusOf(podtail)).counters.abandonedBytes, 15);
  await endWell(podtail);
});

test('the status shows a log that cannot be read, with the reason, until podtail can read it (9: dangling or unreadable target)', async (t) => {
  const folder = temporaryFolder(t);
  const [link, target] = [join(folder, 'app.log'), join(folder, 'target')];
  symlinkSync(target, link);
  const { podtail, lines } = startServing(t, folder, ['--include', link]);
  await podtail.logLine(/does not exist/);
  assert.equal((await statusOf(podtail)).logs[0]?.problem, 'the file that it leads to does not exist');
  writeFileSync(target, 'one\n');
  await lines(1);
  // The status is computed once a second at most.
  while ((await statusOf(podtail)).logs[0]?.problem !== undefined) await delay(20);
  await endWell(podtail);
});

test(`read = settled + in flight + waiting, at any time (seed ${SEED})`, async (t) => {
  t.diagnostic(`PODTAIL_SEED=${SEED}`);
  const root = temporaryFolder(t);
  const node = createNode(root, { seed: SEED });
  const random = createSeededRandom(SEED);
  const containers = (['docker', 'cri'] as const).map((runtime) =>
    node.pod({ namespace: 'shop', pod: runtime }).container('app', { runtime, maxFiles: 100 }),
  );
  for (const container of containers) container.start();
  const { podtail, lines } = startServing(t, root, nodeArgs(node), 'limits: { partialTimeout: 1h }');
  for (let step = 0; step < 60; step++) {
    const container = random.pick(containers);
    const choice = random.below(6);
    if (choice === 0) container.rotate();
    else if (choice === 1) container.pieces('long '.repeat(8000), 'stdout', () => container.line('x', 'stderr'));
    else container.lines(1 + random.below(200));
    await statusOf(podtail);
  }
  await lines(countLines(containers.flatMap(({ runs }) => runs)));
  let behind = 1;
  while (behind > 0) {
    const files = (await statusOf(podtail)).logs.flatMap((log) => log.files);
    behind = files.reduce((sum, { lagBytes }) => sum + lagBytes, 0);
  }
  appendFileSync(containers[1]!.run.files.path, '2026-11-23T11:00:00.5Z stdout P waits\n');
  while ((await statusOf(podtail)).logs.every(({ files }) => files.at(-1)!.waiting === 0)) await delay(20);
  await endWell(podtail);
});

test('metrics, health and readiness are served beside the status (44: health that lies)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, 'one\ntwo\n');
  const { podtail, lines } = startServing(t, folder, ['--include', file, '--state-dir', join(folder, 'state')], '{}');
  await lines(2);
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  const ask = async (path: string) => {
    const response = await fetch(new URL(path, url));
    return { status: response.status, text: await response.text() };
  };
  while ((await ask('/readyz')).status !== 200) await delay(20);
  assert.deepEqual(await ask('/healthz'), { status: 200, text: 'ok\n' });
  let { text } = await ask('/metrics');
  while (!text.includes(`podtail_file_settled_bytes_total{namespace="",pod="",container="",path="${file}"} 8\n`)) {
    ({ text } = await ask('/metrics'));
  }
  for (const series of ['podtail_sink_records_total{sink="stdout"} 2', 'podtail_position_save_failures_total 0']) {
    assert.ok(text.includes(`${series}\n`), text);
  }
  assert.match(text, /^process_open_fds \d+$/m);
  await endWell(podtail);
});

test('the health check fails with a reason when the reader of standard output is stuck (44: health that lies)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, `${'x'.repeat(999)}\n`.repeat(30_000));
  const { podtail, lines } = startServing(t, folder, ['--include', file], 'health: { stuckAfter: 1s }');
  await lines(1);
  await stopsReading(podtail.pid, 30_000_000);
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  const health = async () => {
    const response = await fetch(new URL('/healthz', url));
    return { status: response.status, text: await response.text() };
  };
  // The sink may have stopped a moment before the reading.
  const said = [
    /^nothing was read for \d+ s, although there are unread bytes$/m,
    /^the sink stdout has taken nothing for \d+ s$/m,
  ];
  let answer = await health();
  while (!said.every((line) => line.test(answer.text))) answer = await health();
  assert.equal(answer.status, 503);
  await lines(30_000);
  while ((await health()).status !== 200) await delay(20);
  await endWell(podtail);
});

test('with a long outage of a sink, the health check fails and podtail keeps running (64: liveness probe restarts the agent)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, 'one\n');
  const server = await startFakeHttpServer(t, { answer: () => ({ status: 503 }) });
  const args = ['--include', file, '--sink', 'http', '--url', server.url];
  const { podtail } = startServing(t, folder, args, 'health: { stuckAfter: 1s }\nshutdown: { grace: 0ms }');
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  const statusOfPath = async (path: string): Promise<number> => (await fetch(new URL(path, url))).status;
  while ((await statusOfPath('/healthz')) !== 503) await delay(20);
  assert.deepEqual([await statusOfPath('/livez'), await statusOfPath('/readyz')], [200, 200]);
  await endWell(podtail);
});

test('idle connections up to the file limit do not stop podtail from reading logs', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.log'), 'one\n');
  const args = ['--listen', '127.0.0.1:0', '--include', join(folder, '*.log'), '--state-dir', join(folder, 'state')];
  const within = ['sh', '-c', 'ulimit -n 256; exec "$@"', 'sh'];
  const { podtail, lines } = startPiped(t, args, { within });
  await lines(1);
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  const sockets = Array.from({ length: 300 }, () =>
    connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}),
  );
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  writeFileSync(join(folder, 'b.log'), 'two\n');
  await lines(2);
  assert.equal((await fetch(url)).status, 200);
  await endWell(podtail);
});
