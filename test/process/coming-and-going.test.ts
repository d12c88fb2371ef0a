import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { assertShipped, countLines, endWell } from './assert-shipped.js';
import { follow } from './follow.js';

const RUNTIMES = ['docker', 'cri'] as const;

test('a root folder that is not there yet is waited for, and so are pods that come later', async (t) => {
  const { node, podtail } = follow(t, { before: ({ pods }) => rmSync(pods, { recursive: true }) });
  await podtail.logLine(/pods is not looked into: it is not there; podtail waits for it/);
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

test('a root folder that is deleted and made anew is followed again', async (t) => {
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
  await podtail.logLine(/pods is not looked into: it is not there/);
  const after = write('after');
  await podtail.records(10);
  await endWell(podtail);
  assertShipped(podtail, [before, after]);
});

for (const runtime of RUNTIMES) {
  test(`a container that crashes in a loop, with one line each time, is shipped whole (15: crash-looping containers missed; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t);
    const container = node.pod({ namespace: 'shop', pod: 'crashing' }).container('app', { runtime });
    container.start();
    container.line('run 0: last words');
    for (let run = 1; run < 40; run++) {
      container.restart();
      container.line(`run ${run}: last words`);
    }
    const records = await podtail.records(40);
    await endWell(podtail);
    assert.deepEqual(
      records.map(({ restart }) => restart).sort((a, b) => a! - b!),
      Array.from({ length: 40 }, (_, restart) => restart),
    );
    assertShipped(podtail, container.runs);
  });

  test(`the end of N.log comes out though N+1.log is there already (15; ${runtime})`, async (t) => {
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

  test(`a pod that goes while it is read is read to its end (13: closed too early; ${runtime})`, async (t) => {
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
