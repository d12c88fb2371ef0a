import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped, countLines, endWell } from './assert-shipped.js';
import { configArgs, follow } from './follow.js';

const SHORT = 'limits: { partialTimeout: 200ms }';

for (const runtime of ['docker', 'cri'] as const) {
  test(`a piece without its rest is shipped after limits.partialTimeout; other streams do not wait for it (20: the last P never closed; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t, { config: SHORT });
    const pod = node.pod({ namespace: 'shop', pod: 'web' });
    const [orphan, other] = ['orphan', 'other'].map((name) => pod.container(name, { runtime }));
    orphan!.start();
    other!.start();
    orphan!.unfinished('처'.repeat(10_000));
    orphan!.line('the other stream goes on', 'stderr');
    other!.lines(10);
    await podtail.record(({ partial }) => partial === true);
    assert.deepEqual(
      podtail.seen.filter(({ container }) => container === 'orphan').map(({ stream }) => stream),
      ['stderr', 'stdout'],
    );
    orphan!.line('the next line of the stream stands by itself');
    const runs = [orphan!.run, other!.run];
    await podtail.records(countLines(runs));
    await endWell(podtail);
    assertShipped(podtail, runs);
  });
}

test('a half line of a plain file is shipped after the timeout, and completed without a duplicate (23: last line without newline lost or cut)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, 'one\nha');
  const podtail = startPodtail(['--include', file, ...configArgs(folder, SHORT)], { test: t });
  await podtail.records(2);
  appendFileSync(file, 'lf\nnext\n');
  const records = await podtail.records(4);
  assert.deepEqual(
    records.map(({ message, partial }) => [message, partial]),
    [
      ['one', undefined],
      ['ha', true],
      ['lf', undefined],
      ['next', undefined],
    ],
  );
  await endWell(podtail);
  assert.equal(podtail.seen.length, 4, 'nothing twice');
});

test('a half line that only lacked its newline causes no empty record (23)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, 'whole but for its newline');
  const podtail = startPodtail(['--include', file, ...configArgs(folder, SHORT)], { test: t });
  await podtail.records(1);
  appendFileSync(file, '\nnext\n');
  await podtail.records(2);
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map(({ message }) => message),
    ['whole but for its newline', 'next'],
  );
});

test('half of a CRI line is shipped with its own time, and completed without a duplicate (23)', async (t) => {
  const { node, podtail } = follow(t, { config: SHORT });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  const { files } = container.start();
  files.append(Buffer.from('2026-11-23T11:00:00.5Z stdout F ha'));
  const { message, time, partial, namespace } = await podtail.record(() => true);
  assert.deepEqual([message, time, partial, namespace], ['ha', '2026-11-23T11:00:00.5Z', true, 'shop']);
  files.append(Buffer.from('lf\n'));
  container.line('next');
  await podtail.record((record) => record.message === 'next');
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map((record) => record.message),
    ['ha', 'lf', 'next'],
  );
});
