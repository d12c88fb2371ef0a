import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { lokiBuild } from './loki/loki-build.js';
import type { StoredEntry } from './loki/loki-client.js';
import { type LokiServer, startLoki } from './loki/loki-server.js';
import { whyNoServer } from './servers/server-build.js';
import { assertStoredWhole, isStoredWhole, type StoredRecord } from './servers/stored-whole.js';
import { createTreeRoom, SMALL_REQUESTS, type TreeRoom } from './servers/tree-room.js';
import type { WrittenRecord } from './servers/written-tree.js';

/** Loki's `max_line_size`, where podtail cuts lines by default. */
const LONGEST = 256 * 1024;
const MINUTE = 60_000;
/** Not required by `PODTAIL_REQUIRE_SERVERS`, since building it takes long: `.ci/run` says when it is not there. */
const missing = whyNoServer(lokiBuild);
const options = missing === undefined ? {} : { skip: missing };

async function createRoom(t: TestContext, sink: object): Promise<[LokiServer, TreeRoom]> {
  const server = await startLoki();
  t.after(() => server.stop());
  const room = await createTreeRoom(t, server, (url) => ({ sinks: [{ type: 'loki', url, ...sink }] }));
  return [server, room];
}

/** Loki takes nothing that is more than ten minutes ahead of its clock. */
function storable({ tree: { records, ahead } }: TreeRoom): WrittenRecord[] {
  return records
    .filter((record) => !ahead.has(record))
    .map((record) => ({ ...record, line: record.line.slice(0, LONGEST) }));
}

async function storedIn(server: LokiServer, written: readonly WrittenRecord[]): Promise<StoredRecord[]> {
  await server.flush();
  const inOrder = written.toSorted((one, other) => Number(one.time - other.time));
  const times = inOrder.map(({ time }) => Number(time / 1_000_000n));
  // The lines are of two spans of time that are days apart, so a query of all of it would take long.
  const recent = times.findIndex((time) => time > times[0]! + 1000 * MINUTE);
  const spans = [inOrder.slice(0, recent), inOrder.slice(recent)];
  const entries = await Promise.all(
    spans.map((span) => {
      const [from, to] = [span[0]!, span.at(-1)!].map(({ time }) => Number(time / 1_000_000n)) as [number, number];
      return server.reach('{namespace="shop"}', { from: from - MINUTE, to: to + MINUTE }, span.length, (found) =>
        isStoredWhole(found.map(recordOf), span),
      );
    }),
  );
  return entries.flat().map(recordOf);
}

function recordOf({ labels, time, line }: StoredEntry): StoredRecord {
  return { pod: labels.pod!, time: BigInt(time), line };
}

test('a real Loki stores each line of a generated tree, once and with all nanoseconds', options, async (t) => {
  const [server, room] = await createRoom(t, {});
  const podtail = await room.ship();
  const { delivered, rejected } = JSON.parse(podtail.log.at(-1)!) as Record<string, number>;
  const expected = storable(room);
  assert.deepEqual({ delivered, rejected }, { delivered: expected.length, rejected: room.tree.ahead.size });
  assertStoredWhole(await storedIn(server, expected), expected, 'none');
});

test(
  'a real Loki has every line of a generated tree although podtail is killed, requests are lost, and the server is halted',
  options,
  async (t) => {
    const [server, room] = await createRoom(t, SMALL_REQUESTS);
    await room.shipThroughFaults();
    const expected = storable(room);
    const stored = await storedIn(server, expected);
    t.diagnostic(`${stored.length - expected.length} lines twice`);
    assertStoredWhole(stored, expected, 'allowed');
  },
);
