import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { follow } from './follow.js';

const BACKLOG_LINES = 40_000;

test('fresh lines of other logs arrive while a backlog drains at its rate, in order and without loss', async (t) => {
  const { podtail, node } = follow(t, {
    before(node) {
      const folder = join(node.pods, 'shop_db-0_2681cb7f-daa4-4620-bb60-1d449709181c', 'app');
      fs.mkdirSync(folder, { recursive: true });
      const lines = Array.from(
        { length: BACKLOG_LINES },
        (_, index) => `2023-11-06T16:08:12.123456789Z stdout F ${index} ${'x'.repeat(60)}\n`,
      );
      fs.writeFileSync(join(folder, '0.log'), lines.join(''));
    },
    config: 'sweepInterval: 100ms\ncatchUp: { bytesPerSecond: 1MiB }\n',
  });
  await podtail.records(1);
  const container = node.pod({ namespace: 'shop', pod: 'web-0' }).container('app', { runtime: 'cri' });
  container.start();
  container.line('a fresh line');
  await podtail.record(({ message }) => message === 'a fresh line');
  const before = podtail.seen.length;
  assert.ok(before < BACKLOG_LINES, `the backlog is not through: ${before} records`);
  await podtail.records(BACKLOG_LINES + 1);
  const backlog = podtail.seen.filter(({ pod }) => pod === 'db-0');
  assert.deepEqual(
    backlog.map(({ message }) => Number(message.split(' ')[0])),
    Array.from({ length: BACKLOG_LINES }, (_, index) => index),
  );
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
});
