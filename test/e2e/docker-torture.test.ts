import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertLives, type PodtailLife } from './assert-lives.js';
import { batchLines, batchScript, loadScript } from './container-scripts.js';
import { type DockerEngine, startDockerEngine, whyNoDockerEngine } from './docker-engine.js';
import { parseDockerLog, readDockerLog } from './docker-log.js';
import { createDockerPod, type DockerPod, type DockerRun } from './docker-pod.js';

const LOAD = loadScript({ lines: 20, pause: 20 });
/** The second batch is written, and the pod gone, at once when podtail has shipped the first. */
const SHORT_LIFE = { batches: 2, lines: 250 };
/** All files stay, so that they tell in the end what was written. */
const MANY_FILES = '500';

test('a real Docker Engine rotates, restarts and removes under load while podtail is killed: no line is lost', async (t) => {
  const missing = whyNoDockerEngine();
  if (missing !== undefined && process.env.PODTAIL_REQUIRE_DOCKER === '1') throw new Error(missing);
  if (missing !== undefined) return t.skip(missing);
  const engine = await startDockerEngine();
  t.after(() => engine.stop());
  const { lives, start, end, pod } = createRoom(t, engine);

  let podtail = start();
  const log = { 'max-size': '50k', 'max-file': MANY_FILES };
  const compressed = await pod('compressed').run({ script: LOAD, log: { ...log, compress: 'true' } });
  const plain = await pod('plain').run({ script: LOAD, log });
  for (const run of [compressed, plain]) await podtail.record(isOf(run, 'start 0 seq 2000 '));
  await end(podtail, 'SIGKILL');

  podtail = start();
  await plain.startAgain();
  await podtail.record(isOf(plain, 'start 1 seq 2000 '));
  await end(podtail, 'SIGKILL');

  podtail = start();
  const removed = await pod('removed').run({ script: LOAD });
  await podtail.record(isOf(removed, 'start 0 seq 1000 '));
  const handle = openSync(removed.liveFile, 'r');
  await removed.remove();
  const removedLines = parseDockerLog(readFileSync(handle));
  closeSync(handle);
  for (const stream of ['stdout', 'stderr'] as const) {
    await podtail.record(isOf(removed, removedLines[stream].at(-1)!, stream));
  }
  // It ends, and is removed, as soon as podtail follows it: how long that takes is up to the machine.
  const short = await pod('short').run({ script: batchScript(SHORT_LIFE), isRemovedAtEnd: true });
  await podtail.record(isOf(short, 'seq 249 '));
  await short.signal('SIGUSR1');
  const shortLines = batchLines(SHORT_LIFE);
  for (const stream of ['stdout', 'stderr'] as const) {
    await podtail.record(isOf(short, shortLines[stream].at(-1)!, stream));
  }
  await end(podtail, 'SIGTERM');

  podtail = start();
  await podtail.records(2_000);
  await end(podtail, 'SIGKILL');
  for (const run of [compressed, plain]) await run.signal('SIGKILL');
  for (const run of [compressed, plain]) await run.ended();
  await end(start('--once'));

  assertLives(lives, compressed, readDockerLog(compressed.liveFile));
  assertLives(lives, plain, readDockerLog(plain.liveFile));
  assertLives(lives, removed, removedLines);
  assertLives(lives, short, shortLines);
  for (const run of [compressed, plain]) assert.ok(run.logFiles().length > 10, 'the logs were rotated');
});

interface Room {
  /** Those that have ended. */
  readonly lives: readonly PodtailLife[];
  start(...args: string[]): PodtailProcess;
  /** Waits for the end, which the signal brings about if one is given. */
  end(podtail: PodtailProcess, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  pod(name: string): DockerPod;
}

/** A root folder with nothing in it yet, and the lives of podtail that follow it, one after the other. */
function createRoom(t: TestContext, engine: DockerEngine): Room {
  const root = temporaryFolder(t);
  const lives: PodtailLife[] = [];
  const include = join(root, 'pods', '*', '*', '*.log');
  const args = ['--include', include, '--allow-target', engine.containersFolder, '--state-dir', join(root, 'state')];
  return {
    lives,
    start: (...more) => startPodtail([...args, ...more], { test: t, deadline: 60_000 }),
    end: async (podtail, signal) => {
      if (signal !== undefined) podtail.signal(signal);
      const exit = await podtail.exit();
      const isKilled = signal === 'SIGKILL';
      assert.deepEqual(exit, isKilled ? { code: null, signal } : { code: 0, signal: null }, podtail.log.join('\n'));
      // A kill may cut the line that was being put out.
      assert.ok(podtail.notJson.length <= (isKilled ? 1 : 0), podtail.notJson.join('\n'));
      lives.push({ records: podtail.seen, isKilled });
    },
    pod: (name) =>
      createDockerPod(engine, root, {
        namespace: 'shop',
        pod: name,
        uid: '2681cb7f-daa4-4620-bb60-1d449709181c',
        container: 'app',
      }),
  };
}

function isOf(run: DockerRun, start: string, stream = 'stdout') {
  return (record: { readonly container_id?: string; readonly message: string; readonly stream?: string }): boolean =>
    record.container_id === run.containerId && record.stream === stream && record.message.startsWith(start);
}
