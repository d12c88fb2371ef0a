import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { PodtailProcess } from '../support/podtail-process.js';
import { endWell } from './assert-shipped.js';
import { createReloadRoom, formatConfig, nextOutcome } from './reload-room.js';

/** A podtail that waits for its configuration, as that is a pipe which nobody has written to. */
function startWaiting(t: TestContext) {
  const { root, node, start } = createReloadRoom(t, {});
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(10);
  const file = join(root, 'pipe.yaml');
  execFileSync('mkfifo', [file]);
  const podtail = start([], {}, file);
  return { podtail, container, file, reading: () => readerOf(file, podtail) };
}

/** The end of the pipe that is written to, as soon as podtail has opened the other one. */
async function readerOf(pipe: string, podtail: PodtailProcess): Promise<FileHandle> {
  let ended = false;
  void podtail.exit().then(
    () => (ended = true),
    () => undefined,
  );
  while (!ended) {
    try {
      return await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENXIO');
      await delay(5);
    }
  }
  throw new Error(`podtail has ended: ${JSON.stringify(await podtail.exit())}`);
}

async function give(pipe: FileHandle, config: object): Promise<void> {
  await pipe.writeFile(formatConfig(config));
  await pipe.close();
}

test('SIGHUP during the start does not end podtail: it reloads the configuration once it runs', async (t) => {
  const { podtail, container, file, reading } = startWaiting(t);
  const first = await reading();
  podtail.signal('SIGHUP');
  rmSync(file);
  writeFileSync(file, formatConfig({ labels: { round: 'second' } }));
  await give(first, { labels: { round: 'first' } });
  assert.match((await nextOutcome(podtail, 0)).msg, /reloaded: changed labels/);
  container.lines(1);
  await podtail.record((record) => (record as { labels?: { round?: string } }).labels?.round === 'second');
  await endWell(podtail);
  assert.equal(new Set(podtail.seen.map(({ message }) => message)).size, podtail.seen.length);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} during the start is remembered: podtail ends with status 0, and has read nothing`, async (t) => {
    const { podtail, reading } = startWaiting(t);
    const pipe = await reading();
    podtail.signal(signal);
    await give(pipe, { labels: { a: 'b' } });
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
    assert.deepEqual(podtail.seen, []);
  });
}

test('SIGHUP without a configuration file ends nothing: podtail logs that nothing has changed', async (t) => {
  const { node, start } = createReloadRoom(t, {});
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(5);
  const podtail = start([], {}, null);
  await podtail.records(5);
  podtail.signal('SIGHUP');
  assert.match((await nextOutcome(podtail, 0)).msg, /reloaded: no changes/);
  container.lines(5);
  await podtail.records(10);
  await endWell(podtail);
});
