import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startPodtail } from '../../support/podtail-process.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { whyNoServer } from '../servers/server-build.js';
import { createWrittenTree, sortedRecords, type WrittenTree } from '../servers/written-tree.js';
import { lokiBuild } from './loki-build.js';
import { type LokiServer, startLoki } from './loki-server.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const missing = whyNoServer(lokiBuild);

/** Options of a test. Not required by `PODTAIL_REQUIRE_SERVERS`, since building it takes long: `.ci/run` says when it is not there. */
export const NEEDS_LOKI = missing === undefined ? {} : { skip: missing };

export interface LokiRoom {
  readonly loki: LokiServer;
  readonly tree: WrittenTree;
  readonly now: number;
  start(...args: string[]): ReturnType<typeof startPodtail>;
  /** Ships all that is there; podtail's last words are its counts. */
  ship(...args: string[]): Promise<Counts>;
}

export interface Counts {
  readonly delivered: number;
  readonly rejected: number;
}

export async function createLokiRoom(
  t: TestContext,
  limits: Readonly<Record<string, unknown>> = {},
): Promise<LokiRoom> {
  const root = temporaryFolder(t);
  const loki = await startLoki(limits);
  t.after(() => loki.stop());
  const tree = createWrittenTree(join(root, 'pods'));
  const start = (...args: string[]) =>
    startPodtail(['--include', tree.include, '--sink', 'loki', '--url', loki.url, ...args], {
      test: t,
      deadline: 300_000,
    });
  return {
    loki,
    tree,
    now: Math.floor(Date.now() / 1000) * 1000,
    start,
    async ship(...args) {
      const podtail = start('--once', ...args);
      const exit = await podtail.exit();
      assert.deepEqual(exit, { code: 0, signal: null }, podtail.log.join('\n'));
      return countsOf(podtail.log);
    },
  };
}

export function countsOf(log: readonly string[]): Counts {
  const line = log.findLast((text) => /"delivered":\d+/.test(text)) ?? '';
  const { delivered = -1, rejected = -1 } = JSON.parse(line) as Partial<Counts>;
  return { delivered, rejected };
}

async function storedRecords({ loki, tree: { written } }: LokiRoom): Promise<string[]> {
  await loki.flush();
  const times = written.map(({ time }) => Number(time / 1_000_000n));
  const span = { from: times.reduce((one, other) => Math.min(one, other)), to: Date.now() + MINUTE };
  const entries = await loki.reach('{namespace="shop"}', span, written.length);
  return sortedRecords(entries.map(({ labels, time, line }) => ({ pod: labels.pod!, time: BigInt(time), line })));
}

/** Of long lists the first that differ: a difference of all would take minutes to print. */
function differences(stored: readonly string[], expected: readonly string[]) {
  const [were, are] = [new Set(expected), new Set(stored)];
  const missing = expected.filter((record) => !are.has(record)).slice(0, 5);
  const unexpected = stored.filter((record) => !were.has(record)).slice(0, 5);
  return { missing, unexpected, stored: stored.length };
}

/** That a query returns each line that was written, once, and nothing else. */
export async function assertStored(room: LokiRoom): Promise<void> {
  const stored = await storedRecords(room);
  const expected = sortedRecords(room.tree.written);
  assert.deepEqual(differences(stored, expected), { missing: [], unexpected: [], stored: expected.length });
}
