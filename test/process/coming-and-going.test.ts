import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ContainerRun } from '../support/container-run.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertRecords, assertShipped, countLines, endWell } from './assert-shipped.js';
import { follow, nodeArgs } from './follow.js';
import { isOpen, openFiles } from './linux-process.js';

const RUNTIMES = ['docker', 'cri'] as const;

test('a missing root folder is waited for, and so are later pods', async (t) => {
  const { node, podtail } = follow(t, { before: ({ pods }) => rmSync(pods, { recursive: true }) });
  await podtail.logLine(/pods cannot be read: it does not exist; is it mounted\?/);
  const containers = RUNTIMES.map((runtime) =>
    node.pod({ namespace: 'shop', pod: runtime }).container('app', { runtime }),
  );
  let lines = 0;
  for (const container of containers) {
    container.start();
    container.lines(10);
    lines += 10;
    await podtail.records(lines);
  }
  await endWell(podtail);
  assertShipped(
    podtail,
    containers.flatMap(({ runs }) => runs),
  );
});

test('a root folder that is deleted and created again is followed again', async (t) => {
  const { node, podtail } = follow(t);
  const write = (pod: string) => {
    const container = node.pod({ namespace: 'shop', pod }).container('app', { runtime: 'cri' });
    const run = container.start();
    container.lines(5);
    return run;
  };
  const before = write('before');
  await podtail.records(5);
  rmSync(node.pods, { recursive: true });
  await podtail.logLine(/pods cannot be read: it does not exist/);
  const after = write('after');
  await podtail.records(10);
  await endWell(podtail);
  assertShipped(podtail, [before, after]);
});

for (const runtime of RUNTIMES) {
  test(`a container that crashes a hundred times, with one line each time, is shipped whole (15: crash-looping containers missed; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t);
    const container = node.pod({ namespace: 'shop', pod: 'crashing' }).container('app', { runtime });
    container.start();
    container.line('run 0: last words');
    for (let run = 1; run < 100; run++) {
      container.restart();
      container.line(`run ${run}: last words`);
    }
    const records = await podtail.records(100);
    await endWell(podtail);
    assert.deepEqual(
      records.map(({ restart }) => restart).sort((a, b) => a! - b!),
      Array.from({ length: 100 }, (_, restart) => restart),
    );
    assertShipped(podtail, container.runs);
  });

  test(`the end of N.log is shipped though N+1.log exists already (15; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t);
    const pod = node.pod({ namespace: 'shop', pod: 'web' });
    const first = pod.container('app', { runtime });
    first.start();
    first.line('first');
    await podtail.records(1);
    first.lines(500);
    first.unfinished('last words, and no newline');
    first.restart();
    first.lines(500);
    await podtail.records(countLines(first.runs));
    await endWell(podtail);
    assertShipped(podtail, first.runs);
  });

  test(`a container that runs for a moment and is deleted right after is shipped whole (15: short-lived containers missed; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t);
    const runs: ContainerRun[] = [];
    for (let round = 0; round < 10; round++) {
      const pod = node.pod({ namespace: 'batch', pod: `job-${round}` });
      const container = pod.container('app', { runtime });
      const run = container.start();
      container.lines(3);
      await isOpen(podtail.pid, run.files.liveFile);
      container.lines(200);
      container.unfinished('last words');
      container.stop();
      pod.remove();
      runs.push(run);
    }
    await podtail.records(countLines(runs));
    await endWell(podtail);
    assertShipped(podtail, runs);
  });

  test(`a pod that is deleted while it is read is read to its end (13: closed too early; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t);
    const pod = node.pod({ namespace: 'shop', pod: 'web' });
    const container = pod.container('app', { runtime });
    container.start();
    container.line('first');
    await podtail.records(1);
    container.lines(2_000);
    pod.remove();
    await podtail.records(2_001);
    await endWell(podtail);
    assertShipped(podtail, container.runs);
  });
}

test('a new pod makes podtail reopen or reread no file (18: unrelated tails restarted)', async (t) => {
  const { node, podtail } = follow(t);
  const start = (pod: string) => {
    const container = node.pod({ namespace: 'shop', pod }).container('app', { runtime: 'cri' });
    container.start();
    container.lines(5);
    return container;
  };
  const old = Array.from({ length: 20 }, (_, number) => start(`old-${number}`));
  await podtail.records(100);
  const paths = new Set(old.map(({ run }) => run.files.path));
  const opened = () => [...openFiles(podtail.pid)].filter(([, path]) => paths.has(path)).sort();
  const before = opened();
  assert.equal(before.length, 20);
  const fresh = start('new');
  await podtail.records(105);
  fresh.remove();
  for (const container of old) container.lines(1);
  await podtail.records(125);
  assert.deepEqual(opened(), before, 'the same descriptors lead to the same files');
  await endWell(podtail);
  assertShipped(
    podtail,
    [...old, fresh].flatMap(({ runs }) => runs),
  );
});

test('metadata come from the path, also for pods with one name, for deleted pods, and for paths without names (43: metadata missing or stale, path not parsed)', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const plain = join(root, 'plain.log');
  writeFileSync(plain, 'plain\n');
  const podtail = startPodtail(['--include', plain, ...nodeArgs(node)], { test: t });
  const twins = RUNTIMES.map((runtime) => {
    const pod = node.pod({ namespace: 'shop', pod: 'web' });
    const container = pod.container('app', { runtime });
    container.start();
    container.line(`of ${pod.uid}`);
    return { pod, container };
  });
  const [{ pod, container }] = twins as [(typeof twins)[number]];
  await podtail.records(3);
  container.lines(1_000);
  pod.remove();
  twins[1]!.container.lines(10);
  const records = await podtail.records(1_013);
  await endWell(podtail);
  assertRecords(
    records.filter(({ path }) => path === undefined),
    twins.flatMap((twin) => twin.container.runs),
  );
  assert.deepEqual(
    records.filter(({ path }) => path !== undefined).map(({ path, message, pod }) => [path, message, pod]),
    [[plain, 'plain', undefined]],
  );
});
