import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { repositoryRoot } from '../support/repository.js';
import { whyNoServer } from './servers/server-build.js';
import { assertStoredWhole, type StoredRecord } from './servers/stored-whole.js';
import { createTreeRoom, SMALL_REQUESTS, type TreeRoom } from './servers/tree-room.js';
import { nanosecondsOf } from './servers/written-tree.js';
import { skipWithout } from './skip-without.js';
import { type StoredRow, startVictoriaLogs, type VictoriaLogs } from './victoria-logs/victoria-logs.js';
import { victoriaLogsBuild } from './victoria-logs/victoria-logs-build.js';

/** The sinks of the example, each of which is a protocol that VictoriaLogs takes. */
const PROTOCOLS = ['loki', 'otlp', 'http', 'elasticsearch'] as const;
/** What a query returns for a line that is empty. */
const EMPTY = /^missing _msg field; see https:/;
/** The example's `limits.maxLineBytes`. */
const LONGEST = 128 * 1024;

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

/** Skips the test where there is no server, unless there has to be one. */
async function startServerOrSkip(t: TestContext): Promise<VictoriaLogs | undefined> {
  if (skipWithout(t, whyNoServer(victoriaLogsBuild))) return undefined;
  const server = await startVictoriaLogs();
  t.after(() => server.stop());
  return server;
}

async function assertStored(server: VictoriaLogs, { tree }: TreeRoom, repeats: 'none' | 'allowed'): Promise<void> {
  const expected = tree.records.map((record) => ({ ...record, line: record.line.slice(0, LONGEST) }));
  assertStoredWhole((await server.rows()).map(recordOf), expected, repeats);
}

for (const type of PROTOCOLS) {
  test(`a real VictoriaLogs stores each line once and with all nanoseconds, with the sink ${type} of the example`, async (t) => {
    const server = await startServerOrSkip(t);
    if (server === undefined) return;
    const room = await createTreeRoom(t, server, (url) => exampleWith(type, url));
    await room.ship();
    await assertStored(server, room, 'none');
    assert.equal(await server.dropped(), 0);
  });

  test(`a real VictoriaLogs has every line with the sink ${type} although podtail is killed, requests are lost, and the server is halted`, async (t) => {
    const server = await startServerOrSkip(t);
    if (server === undefined) return;
    const room = await createTreeRoom(t, server, (url) => exampleWith(type, url));
    await room.shipThroughFaults();
    await assertStored(server, room, 'allowed');
  });
}
