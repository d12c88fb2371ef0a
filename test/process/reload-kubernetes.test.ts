import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createReloadRoom } from './reload-room.js';

test('a reload changes the labels of records, also for logs that are already read, and the annotations that apply', async (t) => {
  const room = createReloadRoom(t, {});
  const pod = room.node.pod({ namespace: 'shop', pod: 'web' });
  const file = join(room.root, 'pods.json');
  const labels = { app: 'web', team: 'cart' };
  fs.writeFileSync(file, JSON.stringify({ [pod.uid]: { labels, annotations: { 'podtail.dev/exclude': 'true' } } }));
  const config = (kubernetes: object): object => ({
    sweepInterval: '50ms',
    kubernetes: { from: 'file', file, ...kubernetes },
  });
  const container = pod.container('app', { runtime: 'cri' });
  container.start();
  container.line('one');
  fs.writeFileSync(room.file, JSON.stringify(config({ labels: ['app'], obey: 'none' })));
  const podtail = room.start();
  assert.deepEqual((await podtail.record(({ message }) => message === 'one')).labels, { app: 'web' });
  const applied = await room.reload(podtail, config({ labels: ['team'], obey: 'none' }));
  assert.match(applied.msg, /reloaded: changed kubernetes/);
  container.line('two');
  assert.deepEqual((await podtail.record(({ message }) => message === 'two')).labels, { team: 'cart' });
  await room.reload(podtail, config({ labels: ['team'] }));
  await podtail.logLine(/is not read: .*podtail\.dev\/exclude/);
  const refused = await room.reload(podtail, { sweepInterval: '50ms' });
  assert.match(refused.msg, /keeps the old configuration.*kubernetes/);
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
});

test('a reload changes the rate and the order of catching up', async (t) => {
  const room = createReloadRoom(t, { sweepInterval: '50ms', catchUp: { bytesPerSecond: '64KiB' } });
  const folder = join(room.node.pods, 'shop_db-0_2681cb7f-daa4-4620-bb60-1d449709181c', 'app');
  fs.mkdirSync(folder, { recursive: true });
  const lines = Array.from(
    { length: 40_000 },
    (_, at) => `2023-11-06T16:08:12.123456789Z stdout F ${at} ${'x'.repeat(60)}\n`,
  );
  fs.writeFileSync(join(folder, '0.log'), lines.join(''));
  const podtail = room.start(['--state-dir', join(room.root, 'state')]);
  await podtail.records(1);
  await room.reload(podtail, { sweepInterval: '50ms', catchUp: { bytesPerSecond: '64KiB', order: 'newest' } });
  await podtail.logLine(/catchUp\.order is newest: 1 log is behind/);
  fs.appendFileSync(join(folder, '0.log'), `${new Date().toISOString()} stdout F fresh\n`);
  await podtail.record(({ message }) => message === 'fresh');
  assert.ok(podtail.seen.length < 30_000, `${podtail.seen.length} records`);
  await room.reload(podtail, { sweepInterval: '50ms' });
  await podtail.records(40_001);
  const numbers = podtail.seen
    .filter(({ message }) => message !== 'fresh')
    .map(({ message }) => Number(message.split(' ')[0]));
  assert.deepEqual(
    numbers,
    Array.from({ length: 40_000 }, (_, at) => at),
  );
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
});
