import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type PodtailProcess, startPodtail } from '../../support/podtail-process.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { startFaultyProxy } from './faulty-proxy.js';
import { type GeneratedTree, generateTree } from './generated-tree.js';

/** A server that keeps logs, and that can be away for a while. */
export interface HaltableServer {
  readonly url: string;
  /** Ends it. What it has acknowledged it keeps for `start`. */
  halt(): Promise<void>;
  /** Starts it again after `halt`, on the same port. */
  start(): Promise<void>;
}

/** A podtail that ships a generated tree to a server, through a proxy that may be faulty. */
export interface TreeRoom {
  readonly tree: GeneratedTree;
  /** Ships all there is, and fails unless podtail ends well. Returns the podtail that has ended. */
  ship(): Promise<PodtailProcess>;
  /**
   * Ships all there is while requests meet faults: podtail is killed three times, then the server is away for a while.
   */
  shipThroughFaults(): Promise<PodtailProcess>;
}

/** So that there are many requests, and faults cost little time. */
export const SMALL_REQUESTS = { batch: { bytes: '64kB', timeout: '20ms' }, retry: { initial: '10ms', max: '100ms' } };

const ENDED = { code: 0, signal: null };
/** For anything that podtail is waited for, in milliseconds. */
const DEADLINE = 200_000;

/** @param configurationFor podtail's configuration, where the server is to be reached by that URL */
export async function createTreeRoom(
  t: TestContext,
  server: HaltableServer,
  configurationFor: (url: string) => object,
): Promise<TreeRoom> {
  const root = temporaryFolder(t);
  const tree = generateTree(root, Math.floor(Date.now() / 1000) * 1000);
  const seed = Date.now() % 2 ** 32;
  t.diagnostic(`seed ${seed}`);
  let isFaulty = false;
  const proxy = await startFaultyProxy(t, server.url, seed, () => isFaulty);
  const file = join(root, 'podtail.json');
  const allowTarget = [tree.allowTarget, join(root, 'pods')];
  const own = { stateDir: join(root, 'state'), include: [tree.include], allowTarget };
  writeFileSync(file, JSON.stringify({ ...configurationFor(proxy.url), ...own }));
  const start = () => startPodtail(['run', '-c', file, '--once'], { test: t, deadline: DEADLINE });
  const end = async (podtail: PodtailProcess): Promise<PodtailProcess> => {
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    return podtail;
  };
  return {
    tree,
    ship: () => end(start()),
    async shipThroughFaults() {
      isFaulty = true;
      for (const life of [1, 2, 3]) {
        const podtail = start();
        await Promise.race([proxy.reach(proxy.requests + 5 * life), podtail.exit()]);
        podtail.signal('SIGKILL');
        await podtail.exit();
      }
      await server.halt();
      const podtail = start();
      await podtail.logLine(/does not take data/);
      await server.start();
      await end(podtail);
      t.diagnostic(JSON.stringify(proxy.faults));
      return podtail;
    },
  };
}
