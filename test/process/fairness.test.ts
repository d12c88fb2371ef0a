import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';
import { nodeArgs } from './follow.js';

const FLOOD_BYTES = 60_000_000;

test('while one file is written at full speed, the lines of 100 quiet files and of new pods arrive (16: one busy file starves the others; 18: slow start)', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const quiet = Array.from({ length: 100 }, (_, number) => {
    const container = node.pod({ namespace: 'quiet', pod: `q-${number}` }).container('app', { runtime: 'cri' });
    container.start();
    return container;
  });
  const flood = join(root, 'flood.log');
  appendFileSync(flood, '');
  const last = 'the end of the flood';
  const text = 'x'.repeat(999);
  const script = `yes ${text} | head -c ${FLOOD_BYTES} >> "$1"; echo ${last} >> "$1"`;
  // The reader takes 60 MB apart line by line, so the flood is behind all that comes meanwhile.
  const podtail = startPodtail(['--include', flood, ...nodeArgs(node)], { test: t, deadline: 300_000 });
  const writer = spawn('sh', ['-c', script, 'sh', flood], { stdio: 'ignore' });
  t.after(() => writer.kill());
  await podtail.record(({ message }) => message === text);
  for (const container of quiet) container.line('quiet');
  const fresh = node.pod({ namespace: 'quiet', pod: 'new' }).container('app', { runtime: 'cri' });
  fresh.start();
  fresh.line('new');
  await podtail.record(({ message }) => message === 'new');
  await podtail.record(({ message }) => message === last);
  await endWell(podtail);
  const order = podtail.seen.map(({ message }) => message);
  assert.equal(order.filter((message) => message === 'quiet').length, 100);
  assert.equal(order.filter((message) => message === text).length, FLOOD_BYTES / 1000);
  const end = order.indexOf(last);
  assert.ok(order.lastIndexOf('quiet') < end && order.indexOf('new') < end, 'the flood went on');
});
