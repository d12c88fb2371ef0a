import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';
import { configArgs, follow, nodeArgs } from './follow.js';

const TRACE = ['java.lang.IllegalStateException: x', '\tat a.B.c(B.java:1)', '\tat a.B.d(B.java:2)'];

for (const runtime of ['docker', 'cri'] as const) {
  test(`a stack trace is one record over rotation and pauses, though other lines come between (7: a multiline record is broken by rotation or a pause; ${runtime})`, async (t) => {
    const config = 'transforms: [{ match: { container: [app] }, multiline: { rules: java, timeout: 20s } }]';
    const { node, podtail } = follow(t, { config });
    const pod = node.pod({ namespace: 'shop', pod: 'web' });
    const [app, other] = ['app', 'other'].map((name) => pod.container(name, { runtime }));
    app!.start();
    other!.start();
    app!.line('first', 'stderr');
    app!.line(TRACE[0]!, 'stderr');
    app!.line('on the other stream');
    other!.line(TRACE[1]!, 'stderr');
    await podtail.records(3);
    app!.rotate();
    app!.line(TRACE[1]!, 'stderr');
    app!.line('on the other stream again');
    await podtail.records(4);
    app!.rotate();
    app!.line(TRACE[2]!, 'stderr');
    app!.line('last', 'stderr');
    const records = await podtail.records(6);
    const messages = records
      .filter(({ container }) => container === 'app')
      .map(({ stream, message }) => `${stream} ${message}`);
    assert.deepEqual(
      messages.filter((message) => message.startsWith('stderr')),
      ['stderr first', `stderr ${TRACE.join('\n')}`, 'stderr last'],
    );
    assert.deepEqual(
      records.filter(({ container }) => container === 'other').map(({ message }) => message),
      [TRACE[1]],
    );
    await endWell(podtail);
  });
}

test('a record that waits for its next line is shipped after the timeout', async (t) => {
  const { node, podtail } = follow(t, { config: "transforms: [{ multiline: { start: '^\\S', timeout: 50ms } }]" });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.line('one');
  container.line(' more');
  const [record] = await podtail.records(1);
  assert.equal(record!.message, 'one\n more');
  await endWell(podtail);
});

test('a record that waited when podtail was killed is read again and joined (7)', async (t) => {
  const config = "transforms: [{ multiline: { start: '^\\S', timeout: 1m } }]\nsweepInterval: 50ms";
  const root = temporaryFolder(t);
  const node = createNode(root);
  const stateDir = join(root, 'state');
  mkdirSync(stateDir);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  for (const line of ['one', ' more', 'two', ' more of two']) container.line(line);
  const args = [...nodeArgs(node), ...configArgs(root, config), '--state-dir', stateDir];
  const first = startPodtail(args, { test: t });
  await first.records(1);
  first.signal('SIGKILL');
  await first.exit();
  for (const line of [' and still', 'three']) container.line(line);
  const second = startPodtail([...args, '--once'], { test: t });
  await second.exit();
  assert.deepEqual(second.seen.map(({ message }) => message).slice(-2), ['two\n more of two\n and still', 'three']);
});

test('a container above its limit is delayed, and no other one (42: one noisy pod hurts all)', async (t) => {
  const config = 'transforms: [{ match: { container: [noisy] }, rateLimit: { lines: 1, burst: 1s, action: delay } }]';
  const { node, podtail } = follow(t, { config });
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const [noisy, quiet] = ['noisy', 'quiet'].map((name) => pod.container(name, { runtime: 'cri' }));
  noisy!.start();
  noisy!.lines(500);
  await podtail.records(500);
  noisy!.line('much later');
  quiet!.start();
  quiet!.lines(50);
  await podtail.records(550);
  assert.equal(podtail.seen.filter(({ container }) => container === 'quiet').length, 50);
  await endWell(podtail);
  assert.equal(podtail.seen.length, 550, 'the noisy one waits');
});

test('a container above its limit loses records, and the summary names it (42)', async (t) => {
  const config = 'transforms: [{ match: { container: [noisy] }, rateLimit: { lines: 10, burst: 1s } }]';
  const { podtail } = follow(t, {
    config,
    args: ['--once'],
    before(node) {
      const pod = node.pod({ namespace: 'shop', pod: 'web' });
      for (const name of ['noisy', 'quiet']) {
        const container = pod.container(name, { runtime: 'docker' });
        container.start();
        container.lines(300);
      }
    },
  });
  await podtail.exit();
  const noisy = podtail.seen.filter(({ container }) => container === 'noisy');
  assert.equal(podtail.seen.length - noisy.length, 300);
  assert.ok(noisy.length < 100, `${noisy.length} records`);
  assert.match(
    noisy.at(-1)!.message,
    /^podtail dropped 2\d\d lines \(\d+ bytes\) of shop\/web\/noisy, which is over its limit /,
  );
});
