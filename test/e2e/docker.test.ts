import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type EmittedLine, emittedJson } from '../fixtures/emit-expected.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped } from './assert-shipped.js';
import { batchLines, batchScript, longLines, longLinesScript, type ScriptLines } from './container-scripts.js';
import { type DockerEngine, startDockerEngine, whyNoDockerEngine } from './docker-engine.js';
import { createDockerPod, type DockerRun, type PodIdentity } from './docker-pod.js';

const CART: PodIdentity = {
  namespace: 'shop',
  pod: 'cart-6d4cf56db6-x2x7k',
  uid: '2681cb7f-daa4-4620-bb60-1d449709181c',
  container: 'app',
};

test('podtail ships what containers of a real Docker Engine write', async (t) => {
  const missing = whyNoDockerEngine();
  const { PODTAIL_REQUIRE_DOCKER } = process.env;
  if (missing !== undefined && PODTAIL_REQUIRE_DOCKER === '1') throw new Error(missing);
  if (missing !== undefined) return t.skip(missing);
  const engine = await startDockerEngine();
  t.after(() => engine.stop());

  await t.test('emit.sh, with labels and environment in each line', async (t) => {
    const { root, podtail } = follow(t, engine);
    const run = await createDockerPod(engine, root, CART).run({
      script: 'exec /bin/sh /emit.sh',
      log: { labels: 'app', env: 'TIER', tag: 'bb' },
      labels: { app: 'shop' },
      env: { TIER: 'web' },
    });
    const records = await podtail.records(emittedJson.length);
    assertShipped(records, run, byStream(emittedJson));
    assert.deepEqual(
      records.filter((record) => record.partial).map((record) => record.message),
      ['last line without newline'],
    );
    await endsWell(podtail, emittedJson.length);
  });

  for (const compress of ['false', 'true']) {
    await t.test(`numbered lines on both streams over many rotations, compress=${compress}`, async (t) => {
      const { root, podtail } = follow(t, engine);
      const batches = { batches: 15, lines: 60 };
      const run = await createDockerPod(engine, root, CART).run({
        script: batchScript(batches),
        log: { 'max-size': '20k', 'max-file': '3', compress },
      });
      await readBatches(podtail, run, 15, 120);
      assertShipped(podtail.seen, run, batchLines(batches));
      await run.ended();
      assert.equal(run.logFiles().at(-1), compress === 'true' ? 'json.log.2.gz' : 'json.log.2');
      await endsWell(podtail, 1_800);
    });
  }

  await t.test('a container that keeps writing while its log is rotated', async (t) => {
    const { root, podtail } = follow(t, engine);
    // About 40 kB a second, so that a rotation is due every 1.5 s, which is longer than a sweep.
    const batches = { batches: 120, lines: 10, pause: 50 };
    const run = await createDockerPod(engine, root, CART).run({
      script: batchScript(batches),
      log: { 'max-size': '60k', 'max-file': '5', compress: 'true' },
    });
    const records = await podtail.records(2_400);
    assertShipped(records, run, batchLines(batches));
    await endsWell(podtail, 2_400);
  });

  await t.test('long lines whose pieces are on both sides of a rotation', async (t) => {
    const { root, podtail } = follow(t, engine);
    const long = { count: 8, length: 50_000 };
    const run = await createDockerPod(engine, root, CART).run({
      script: longLinesScript(long),
      log: { 'max-size': '40k', 'max-file': '3' },
    });
    await readBatches(podtail, run, 9, 1);
    assertShipped(podtail.seen, run, longLines(long));
    await endsWell(podtail, 9);
  });

  await t.test('a file that is rotated before podtail has read all of it', async (t) => {
    const { root, podtail } = follow(t, engine);
    const batches = { batches: 2, lines: 80 };
    const run = await createDockerPod(engine, root, CART).run({
      script: batchScript(batches),
      log: { 'max-size': '20k', 'max-file': '3' },
    });
    await podtail.records(160);
    podtail.signal('SIGSTOP');
    await run.signal('SIGUSR1');
    await run.ended();
    assert.deepEqual(run.logFiles(), ['json.log', 'json.log.1'], 'one rotation while podtail stood still');
    podtail.signal('SIGCONT');
    assertShipped(await podtail.records(320), run, batchLines(batches));
    await endsWell(podtail, 320);
  });

  await t.test('a container that is restarted as a new container, and another pod beside it', async (t) => {
    const { root, podtail } = follow(t, engine);
    const cart = createDockerPod(engine, root, CART);
    const other = { ...CART, namespace: 'billing', uid: '9b5d3e30-4a3c-4c4c-9d0f-58a0c1a3a2f1', container: 'worker' };
    const batch = { batches: 1, lines: 50 };
    const first = await cart.run({ script: batchScript(batch) });
    await first.ended();
    const second = await cart.run({ script: batchScript(batch) });
    const beside = await createDockerPod(engine, root, other).run({ script: batchScript(batch) });
    const records = await podtail.records(300);
    assert.deepEqual([first.restart, second.restart], [0, 1]);
    for (const run of [first, second, beside]) assertShipped(records, run, batchLines(batch));
    await endsWell(podtail, 300);
  });
});

/** A podtail that follows a root folder in which there is nothing yet. */
function follow(t: TestContext, engine: DockerEngine): { root: string; podtail: PodtailProcess } {
  const root = temporaryFolder(t);
  const include = join(root, 'pods', '*', '*', '*.log');
  const args = ['--include', include, '--allow-target', engine.containersFolder];
  return { root, podtail: startPodtail(args, { test: t, deadline: 30_000 }) };
}

/** Lets the container write its next batch each time that podtail has shipped the one before. */
async function readBatches(podtail: PodtailProcess, run: DockerRun, batches: number, records: number): Promise<void> {
  for (let batch = 1; batch <= batches; batch++) {
    await podtail.records(batch * records);
    if (batch < batches) await run.signal('SIGUSR1');
  }
}

/** Ends podtail as a service manager does, and makes sure that it put out no more than what was looked at. */
async function endsWell(podtail: PodtailProcess, records: number): Promise<void> {
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.equal(podtail.seen.length, records, 'nothing twice');
  assert.deepEqual(podtail.notJson, []);
  assert.ok(podtail.validUtf8, 'standard output is valid UTF-8');
}

function byStream(lines: readonly EmittedLine[]): ScriptLines {
  const of = (stream: string): string[] => lines.filter((line) => line.stream === stream).map((line) => line.message);
  return { stdout: of('stdout'), stderr: of('stderr') };
}
