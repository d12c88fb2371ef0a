import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConfigurationStatus } from '../../src/record/configuration-status.js';
import type { Container } from '../support/container.js';
import { startFakeLoki } from '../support/fake-loki.js';
import { startLogCollector } from '../support/log-collector.js';
import { startPodtail } from '../support/podtail-process.js';
import type { ShippedRecord } from '../support/shipped-record.js';
import { UNPRIVILEGED, whyNotUnprivileged } from '../support/unprivileged.js';
import { assertRecords, assertShipped, countLines, endWell } from './assert-shipped.js';
import { createReloadRoom, formatConfig, openFilesOf } from './reload-room.js';

const FAST = { batch: { timeout: '10ms' }, retry: { initial: '20ms', max: '50ms' } };
const ENDED = { code: 0, signal: null };

test('a reload under load loses and repeats no line, and reopens no unchanged log', async (t) => {
  const { root, node, start, reload } = createReloadRoom(t, { sweepInterval: '50ms' });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(500);
  const podtail = start(['--state-dir', join(root, 'state')]);
  await podtail.records(500);
  const logs = openFilesOf(podtail.pid, node.pods);
  assert.equal(logs.size, 1);
  let reloads = 0;
  const writing = setInterval(() => container.lines(20), 1);
  while (reloads < 20) {
    const round = String(reloads++);
    const { msg, changed } = await reload(podtail, {
      sweepInterval: '50ms',
      labels: { round },
      transforms: reloads % 2 === 0 ? [] : [{ match: { pod: ['web'] }, redact: { builtin: ['card'] } }],
    });
    assert.match(msg, /reloaded/);
    assert.ok(changed?.includes('labels'), changed);
    // Records of every configuration.
    await podtail.record((record) => (record as { labels?: { round?: string } }).labels?.round === round);
  }
  clearInterval(writing);
  await podtail.records(countLines(container.runs));
  assert.deepEqual(openFilesOf(podtail.pid, node.pods), logs, 'the same descriptors of the same files');
  await endWell(podtail);
  const seen = podtail.seen.map((record) => {
    const { labels: _, ...rest } = record as ShippedRecord & { labels?: unknown };
    return rest;
  });
  assertRecords(seen, container.runs);
});

test('a log that could not be reopened continues after a reload of everything that can change', {
  skip: whyNotUnprivileged(),
}, async (t) => {
  const { root, node, start, reload } = createReloadRoom(t, { sweepInterval: '50ms' });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(50);
  chmodSync(root, 0o755);
  chmodSync(container.run.files.path, 0o644);
  const podtail = start([], { user: UNPRIVILEGED });
  await podtail.records(50);
  chmodSync(container.run.files.path, 0);
  const { msg } = await reload(podtail, {
    sweepInterval: '60ms',
    exclude: [join(node.pods, 'nothing*', '*', '*.log')],
    sinks: [{ type: 'stdout', batch: { records: 7 } }],
    limits: { memory: '32MiB', partialTimeout: '1s' },
    transforms: [{ match: { pod: ['web'] }, redact: { builtin: ['card'] } }],
    listen: '127.0.0.1:0',
    shutdown: { grace: '5s' },
  });
  assert.match(msg, /reloaded/);
  container.lines(50);
  await podtail.records(100);
  await podtail.logLine(/the status is served/);
  await endWell(podtail);
  assertShipped(podtail, container.runs);
});

test('an invalid configuration is refused with its file, line and key, and podtail keeps the old one', async (t) => {
  const { node, file, start, reload } = createReloadRoom(t, { labels: { cluster: 'west' } });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  const podtail = start(['--listen', '127.0.0.1:0']);
  const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
  const refused = await reload(podtail, { labels: { cluster: 'east' }, limits: { memory: 'lots' }, sink: [] });
  assert.equal(refused.level, 'error');
  assert.deepEqual([refused.file, refused.line, refused.key], [file, 2, 'limits.memory']);
  assert.match(
    refused.msg,
    /podtail keeps the old configuration, because the new one is invalid: .*podtail\.yaml:2:.*limits\.memory/,
  );
  await podtail.logLine(/unknown key 'sink'; did you mean 'sinks'\?/);
  container.line('still west');
  const record = await podtail.record(({ message }) => message === 'still west');
  assert.deepEqual((record as unknown as { labels: object }).labels, { cluster: 'west' });

  // What is answered may be a second old.
  const metricsWith = async (line: RegExp): Promise<string> => {
    for (;;) {
      const text = await (await fetch(new URL('/metrics', url))).text();
      if (line.test(text)) return text;
      await delay(50);
    }
  };
  const before = await metricsWith(/^podtail_config_reloads_total\{result="refused"\} 1$/m);
  assert.match(before, /^podtail_config_last_reload_successful 0$/m);
  const { msg } = await reload(podtail, { labels: { cluster: 'east' } });
  assert.match(msg, /the configuration was reloaded: changed labels/);
  const after = await metricsWith(/^podtail_config_reloads_total\{result="applied"\} 1$/m);
  assert.match(after, /^podtail_config_last_reload_successful 1$/m);
  const { configuration } = (await (await fetch(url)).json()) as { configuration: ConfigurationStatus };
  assert.deepEqual([configuration.applied, configuration.refused], [1, 1]);
  assert.deepEqual([configuration.last?.result, configuration.last?.changed], ['applied', ['labels']]);
  await endWell(podtail);
});

test('a change that needs a restart is refused, and the message says so', async (t) => {
  const { root, file, start, reload } = createReloadRoom(t, { stateDir: 'unused' });
  const podtail = start(['--state-dir', join(root, 'state'), '--listen', '127.0.0.1:0']);
  await podtail.logLine(/the status is served at/);
  const { msg, line, key } = await reload(podtail, { labels: { a: 'b' }, format: 'raw' });
  assert.deepEqual([line, key], [2, 'format']);
  assert.ok(
    msg.includes(`${file}:2:9: format cannot change while podtail runs; restart podtail, or undo the change`),
    msg,
  );
  await endWell(podtail);
});

test('records that wait for a sink with a wrong token arrive after the token is corrected, once and in order', async (t) => {
  const collector = await startLogCollector(t);
  collector.answer = ({ headers }) => (headers.authorization === 'Bearer right' ? undefined : { status: 401 });
  const sink = (token: string) => ({
    sinks: [
      { type: 'http', url: collector.url, auth: { bearer: { token } }, ...FAST, retry: { initial: '1h', max: '1h' } },
    ],
  });
  const { root, node, start, reload } = createReloadRoom(t, sink('wrong'));
  const containers = ['web', 'api', 'db'].map((pod) =>
    node.pod({ namespace: 'shop', pod }).container('app', { runtime: 'cri' }),
  );
  for (const container of containers) {
    container.start();
    container.lines(100);
  }
  const podtail = start(['--state-dir', join(root, 'state')]);
  await podtail.logLine(/does not take data.*401/);
  for (const container of containers) container.lines(100);
  assert.match((await reload(podtail, sink('wrong too'))).msg, /reloaded/);
  await collector.refused(2);
  assert.match((await reload(podtail, sink('right'))).msg, /reloaded/);
  await collector.taken(600);
  for (const container of containers) container.lines(100);
  await collector.taken(900);
  await endWell(podtail);
  assertRecords(
    collector.records,
    containers.flatMap(({ runs }) => runs),
  );
  assert.ok(!existsSync(join(root, 'state', 'dead-letters')));
});

test('a server that does not answer delays waiting records for a renamed server by at most shutdown.grace', async (t) => {
  const silent = net.createServer((socket) => {
    socket.on('error', () => {});
    t.after(() => socket.destroy());
  });
  silent.listen(0, '127.0.0.1');
  t.after(() => silent.close());
  await once(silent, 'listening');
  const collector = await startLogCollector(t);
  const config = (url: string) => ({
    sinks: [{ type: 'http', url, ...FAST, timeouts: { headers: '1h' } }],
    shutdown: { grace: '100ms' },
  });
  const { node, start, reload } = createReloadRoom(
    t,
    config(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`),
  );
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(10);
  const podtail = start();
  await once(silent, 'connection');
  container.lines(10);
  assert.match((await reload(podtail, config(collector.url))).msg, /reloaded/);
  await podtail.logLine(/no answer within shutdown\.grace, and the settings of the sink have changed/);
  await collector.taken(20);
  await endWell(podtail);
  assertRecords(collector.records, container.runs);
});

test('repeated reloads that change token, lanes, labels and transforms during writes and rotations lose and repeat no line', async (t) => {
  const collector = await startLogCollector(t);
  let token = 'token 0';
  collector.answer = ({ headers }) => (headers.authorization === `Bearer ${token}` ? undefined : { status: 401 });
  const configOf = (round: number) => ({
    sweepInterval: '20ms',
    labels: { round: String(round >> 1) },
    transforms: round % 3 === 0 ? [] : [{ multiline: { start: '^line', timeout: '20ms' } }],
    sinks: [
      {
        type: 'http',
        url: collector.url,
        auth: { bearer: { token: `token ${round >> 2}` } },
        ...FAST,
        lanes: 1 + (round % 4),
        batch: { timeout: '5ms', records: 50 },
      },
    ],
  });
  const { root, node, start, reload } = createReloadRoom(t, configOf(0));
  const containers = ['web', 'api', 'db'].map((pod) =>
    node.pod({ namespace: 'shop', pod }).container('app', { runtime: 'cri' }),
  );
  for (const container of containers) {
    container.start();
    container.lines(1);
  }
  const podtail = start(['--state-dir', join(root, 'state')]);
  await collector.taken(3);
  for (let round = 1; round <= 24; round++) {
    for (const container of containers) container.lines(40);
    if (round % 6 === 5) for (const container of containers) container.rotate();
    // The server has another token from every fourth round on, and podtail learns it only two rounds later.
    if (round % 4 === 2) token = `token ${(round + 2) >> 2}`;
    assert.match((await reload(podtail, configOf(round))).msg, /reloaded/);
  }
  token = 'token 6';
  const runs = containers.flatMap((container) => container.runs);
  await collector.taken(countLines(runs));
  await endWell(podtail);
  const records = collector.records.map((record) => {
    const { labels: _, ...rest } = record as ShippedRecord & { labels?: unknown };
    return rest;
  });
  assertRecords(records, runs);
});

test('records that wait for a Loki without a tenant are pushed for the tenant that a reload sets', async (t) => {
  const loki = await startFakeLoki(t, {
    refuse: ([entry]) => (entry?.tenant === undefined ? { status: 401, body: 'no org id' } : undefined),
  });
  const sink = { type: 'loki', url: loki.url, ...FAST };
  const { node, start, reload } = createReloadRoom(t, { sinks: [sink] });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.line('one');
  const podtail = start();
  await podtail.logLine(/does not take data.*401/);
  await reload(podtail, { sinks: [{ ...sink, tenant: '${namespace}-logs' }] });
  container.line('two');
  await loki.reach(2);
  await endWell(podtail);
  assert.deepEqual(
    loki.taken.map(({ tenant, line }) => [tenant, line]),
    [
      ['shop-logs', 'one'],
      ['shop-logs', 'two'],
    ],
  );
});

test('a sink that is removed while it is down gets dead letters and holds back no position; an added one gets new records', async (t) => {
  const gone = await startLogCollector(t);
  gone.answer = () => ({ status: 503 });
  const added = await startLogCollector(t);
  const stays = { type: 'stdout' };
  const down = { type: 'http', name: 'down', url: gone.url, ...FAST };
  const { root, node, start, reload } = createReloadRoom(t, { sinks: [stays, down] });
  const stateDir = join(root, 'state');
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(10);
  const podtail = start(['--state-dir', stateDir, '--listen', '127.0.0.1:0']);
  await podtail.logLine(/the sink down does not take data/);
  await podtail.records(10);
  const next = { sinks: [stays, { type: 'http', name: 'added', url: added.url, ...FAST }] };
  assert.match((await reload(podtail, next)).msg, /reloaded/);
  await podtail.logLine(
    /could not deliver 10 records to the sink down, kept in .*down\.ndjson.*removed from the configuration/,
  );
  container.lines(10);
  await podtail.records(20);
  await added.taken(10);
  await endWell(podtail);
  assertShipped(podtail, container.runs);
  const letters = readFileSync(join(stateDir, 'dead-letters', 'down.ndjson'), 'utf8')
    .trimEnd()
    .split('\n');
  assert.equal(letters.length, 10);
  const again = start(['--state-dir', stateDir, '--once']);
  assert.deepEqual(await again.exit(), ENDED);
  assert.equal(again.seen.length, 0, 'all is settled');
  assert.deepEqual(
    added.records.map(({ message }) => message),
    podtail.seen.slice(10).map(({ message }) => message),
  );
});

test('logs that a reload excludes are closed once their records are settled, and continue there when included again', async (t) => {
  const { root, node, start, reload } = createReloadRoom(t, { sweepInterval: '20ms' });
  const stateDir = join(root, 'state');
  const [web, api] = ['web', 'api'].map((pod) =>
    node.pod({ namespace: 'shop', pod }).container('app', { runtime: 'cri' }),
  ) as [Container, Container];
  for (const container of [web, api]) {
    container.start();
    container.lines(20);
  }
  const podtail = start(['--state-dir', stateDir]);
  await podtail.records(40);
  const both = openFilesOf(podtail.pid, node.pods);
  await reload(podtail, { sweepInterval: '20ms', pod: ['!api'] });
  while (openFilesOf(podtail.pid, node.pods).size !== 1) await new Promise(setImmediate);
  api.lines(20);
  api.rotate();
  api.lines(20);
  web.lines(20);
  await podtail.records(60);
  assert.ok(podtail.seen.slice(40).every(({ pod }) => pod === 'web'));
  const [[descriptor, inode]] = [...openFilesOf(podtail.pid, node.pods)] as [[string, number]];
  assert.equal(both.get(descriptor), inode, 'the log that stays is the same descriptor still');
  assert.ok(readFileSync(join(stateDir, 'positions.json'), 'utf8').includes('api'), 'its position is saved still');
  await reload(podtail, { sweepInterval: '20ms' });
  await podtail.records(countLines([...web.runs, ...api.runs]));
  await endWell(podtail);
  assertShipped(podtail, [...web.runs, ...api.runs]);
  assert.equal(readdirSync(stateDir).filter((name) => name.includes('damaged')).length, 0);
});

test('a file that two globs match continues, without repeats, when a reload removes one of them', async (t) => {
  const { root, node, file, reload } = createReloadRoom(t, {});
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(20);
  const legacy = join(root, 'legacy');
  mkdirSync(legacy);
  symlinkSync(container.run.files.path, join(legacy, 'web_shop_app-1.log'));
  const [links, pods] = [join(legacy, '*.log'), join(node.pods, '*', '*', '*.log')];
  const config = (...include: string[]) => ({ include, allowTarget: [node.pods], sweepInterval: '20ms' });
  writeFileSync(file, formatConfig(config(links, pods)));
  const podtail = startPodtail(['--config', file, '--state-dir', join(root, 'state')], { test: t });
  const said = await podtail.logLine(/leads to the same file as/);
  await podtail.records(20);
  // The one that has the file is left out.
  const hasLink = (JSON.parse(said) as { path: string }).path.startsWith(node.pods);
  await reload(podtail, config(hasLink ? pods : links));
  await podtail.logLine(/"msg":"[^"]* is read now"/);
  container.lines(20);
  await podtail.record(({ message }) => message === container.run.written.at(-1)!.text);
  await endWell(podtail);
  assertShipped(podtail, container.runs);
});
