import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startFaultyProxy } from './servers/faulty-proxy.js';
import { generateTree } from './servers/generated-tree.js';
import { whyNoServer } from './servers/server-build.js';
import { assertStoredWhole, type StoredRecord } from './servers/stored-whole.js';
import { type StoredRow, startVictoriaLogs } from './victoria-logs/victoria-logs.js';
import { victoriaLogsBuild } from './victoria-logs/victoria-logs-build.js';

/** The sinks of the example, each of which is a protocol that VictoriaLogs takes. */
const PROTOCOLS = ['loki', 'otlp', 'http', 'elasticsearch'] as const;
/** So that there are many, and faults cost little time. */
const SMALL_REQUESTS = { batch: { bytes: '64kB', timeout: '20ms' }, retry: { initial: '10ms', max: '100ms' } };
/** What a query returns for a line that is empty. */
const EMPTY = /^missing _msg field; see https:/;
/** The example's `limits.maxLineBytes`. */
const LONGEST = 128 * 1024;
const ENDED = { code: 0, signal: null };

interface Example {
  readonly sinks: readonly { readonly type: string; readonly url: string }[];
}

/** The example with one of its sinks, those that are commented out included. */
function exampleWith(type: string, server: string): Example {
  const text = readFileSync(join(repositoryRoot, 'examples', 'config', 'victorialogs.yaml'), 'utf8');
  const written = text.replaceAll(/^ {2}# (?=- type: | {2}\w+: )/gm, '  ');
  const example = parse(written) as Example;
  const sinks = example.sinks
    .filter((sink) => sink.type === type)
    .map((sink) => {
      const { pathname, search } = new URL(sink.url);
      return { ...sink, url: server + pathname + search, ...SMALL_REQUESTS };
    });
  assert.equal(sinks.length, 1, `the example has one sink of type ${type}`);
  return { ...example, sinks };
}

function recordOf(row: StoredRow): StoredRecord {
  const { _time: time = '', _msg: message = '' } = row;
  const line = EMPTY.test(message) ? '' : message;
  return { pod: row.pod ?? row['k8s.pod.name'] ?? row['kubernetes.pod.name'] ?? '', time: nanosecondsOf(time), line };
}

function nanosecondsOf(time: string): bigint {
  const [, seconds, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(time)!;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

async function createRoom(t: TestContext, type: string, isFaulty: () => boolean) {
  const root = temporaryFolder(t);
  const server = await startVictoriaLogs();
  t.after(() => server.stop());
  const tree = generateTree(root, Math.floor(Date.now() / 1000) * 1000);
  const seed = Date.now() % 2 ** 32;
  t.diagnostic(`seed ${seed}`);
  const proxy = await startFaultyProxy(t, server.url, seed, isFaulty);
  const file = join(root, 'podtail.json');
  const example = { ...exampleWith(type, proxy.url), stateDir: join(root, 'state'), include: [tree.include] };
  writeFileSync(file, JSON.stringify({ ...example, allowTarget: [tree.allowTarget, join(root, 'pods')] }));
  const expected = tree.records.map((record) => ({ ...record, line: record.line.slice(0, LONGEST) }));
  const start = (...args: string[]) => startPodtail(['run', '-c', file, ...args], { test: t, deadline: 200_000 });
  const stored = async (): Promise<StoredRecord[]> => (await server.rows()).map(recordOf);
  return { server, proxy, expected, start, stored };
}

for (const type of PROTOCOLS) {
  test(`a real VictoriaLogs stores each line, once and to the nanosecond, by the sink ${type} of the example`, async (t) => {
    const missing = whyNoServer(victoriaLogsBuild);
    if (missing !== undefined && process.env.PODTAIL_REQUIRE_SERVERS === '1') throw new Error(missing);
    if (missing !== undefined) return t.skip(missing);
    const { server, expected, start, stored } = await createRoom(t, type, () => false);
    const podtail = start('--once');
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    assertStoredWhole(await stored(), expected, 'none');
    assert.equal(await server.dropped(), 0);
  });

  test(`a real VictoriaLogs lacks no line, by the sink ${type}, though podtail is killed, requests are lost, and the server is halted`, async (t) => {
    const missing = whyNoServer(victoriaLogsBuild);
    if (missing !== undefined && process.env.PODTAIL_REQUIRE_SERVERS === '1') throw new Error(missing);
    if (missing !== undefined) return t.skip(missing);
    const { server, proxy, expected, start, stored } = await createRoom(t, type, () => true);
    for (const life of [1, 2, 3]) {
      const podtail = start('--once');
      await Promise.race([proxy.reach(proxy.requests + 5 * life), podtail.exit()]);
      podtail.signal('SIGKILL');
      await podtail.exit();
    }
    await server.halt();
    const podtail = start('--once');
    await podtail.logLine(/does not take data/);
    await server.start();
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    t.diagnostic(JSON.stringify(proxy.faults));
    assertStoredWhole(await stored(), expected, 'allowed');
  });
}
