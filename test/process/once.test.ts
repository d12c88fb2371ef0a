import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Container } from '../support/container.js';
import type { Node } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped, endWell } from './assert-shipped.js';
import { follow } from './follow.js';
import { isOpen } from './linux-process.js';

const ENDED = { code: 0, signal: null };

test('--once ships all there is, half lines and orphan pieces too, and ends with status 0', async (t) => {
  const containers: Container[] = [];
  const before = (node: Node): void => {
    for (let number = 0; number < 40; number++) {
      const runtime = number % 2 === 0 ? 'docker' : 'cri';
      const container = node.pod({ namespace: 'shop', pod: `web-${number}` }).container('app', { runtime });
      container.start();
      container.lines(number * 20);
      if (number % 3 === 0) container.restart();
      container.line('a long one '.repeat(5_000));
      container.unfinished('last words '.repeat(5_000));
      container.stop();
      containers.push(container);
    }
  };
  const { podtail } = follow(t, { args: ['--once'], before });
  assert.deepEqual(await podtail.exit(), ENDED);
  assertShipped(
    podtail,
    containers.flatMap(({ runs }) => runs),
  );
});

test('--once with no log says so, and ends with status 0', async (t) => {
  const glob = join(temporaryFolder(t), 'none-*.log');
  const podtail = startPodtail(['--once', '--include', glob], { test: t });
  assert.deepEqual(await podtail.exit(), ENDED);
  assert.deepEqual(podtail.seen, []);
  assert.ok(
    podtail.log.some((line) => line.includes('no log file matches') && line.includes(glob)),
    podtail.log.join('\n'),
  );
});

test('--once of an empty file ends with status 0', async (t) => {
  const file = join(temporaryFolder(t), 'empty.log');
  writeFileSync(file, '');
  const podtail = startPodtail(['--once', '--include', file], { test: t });
  assert.deepEqual(await podtail.exit(), ENDED);
  assert.deepEqual(podtail.seen, []);
});

test('--sink null writes nothing, and counts', async (t) => {
  const before = (node: Node): void => {
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
    container.start();
    container.lines(100);
  };
  const { podtail } = follow(t, { args: ['--once', '--sink', 'null'], before });
  assert.deepEqual(await podtail.exit(), ENDED);
  assert.deepEqual([podtail.seen, podtail.notJson], [[], []]);
  const { records, delivered, msg } = JSON.parse(podtail.log.at(-1)!) as Record<string, unknown>;
  assert.deepEqual({ records, delivered, msg }, { records: 100, delivered: 100, msg: 'finished' });
});

test('--start-at end leaves out what is there at the start; what comes later is read whole', async (t) => {
  let old: Container | undefined;
  const before = (node: Node): void => {
    old = node.pod({ namespace: 'shop', pod: 'old' }).container('app', { runtime: 'cri' });
    old.start();
    old.line('old');
  };
  const { node, podtail } = follow(t, { args: ['--start-at', 'end'], before });
  assert.ok(existsSync(old!.run.files.path));
  await isOpen(podtail.pid, old!.run.files.path);
  // Its folder had been listed by then, so that this pod can only be found after the start.
  const fresh = node.pod({ namespace: 'shop', pod: 'fresh' }).container('app', { runtime: 'docker' });
  fresh.start();
  fresh.line('fresh');
  await podtail.records(1);
  old!.line('new');
  await podtail.records(2);
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map(({ pod, message }) => [pod, message]),
    [
      ['fresh', 'fresh'],
      ['old', 'new'],
    ],
  );
  assertShipped(podtail, [fresh.run, { ...old!.run, written: old!.run.written.slice(1) }]);
});
