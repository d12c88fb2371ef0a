import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertStored, countsOf, createLokiRoom, HOUR, MINUTE, NEEDS_LOKI } from './loki/loki-room.js';
import { startFaultyProxy } from './servers/faulty-proxy.js';

const ENDED = { code: 0, signal: null };
const PODS = 10;

test(
  'a real Loki: after an hour without Loki all lines are stored, also those of restarted containers and of a killed podtail',
  NEEDS_LOKI,
  async (t) => {
    const room = await createLokiRoom(t);
    const { loki, tree, now, start } = room;
    const state = ['--state-dir', join(temporaryFolder(t), 'state')];
    const writeAll = (from: number, to: number, restart = 0): void => {
      for (let pod = 0; pod < PODS; pod++) tree.write({ pod: `web-${pod}`, restart, from, to, every: 500 });
    };
    writeAll(now - 70 * MINUTE, now - 60 * MINUTE);
    assert.deepEqual(await start(...state, '--once').exit(), ENDED);
    let podtail = start(...state);
    await loki.halt();
    writeAll(now - 60 * MINUTE, now - 40 * MINUTE);
    await podtail.logLine(/does not take data/);
    podtail.signal('SIGKILL');
    await podtail.exit();
    podtail = start(...state);
    await podtail.logLine(/does not take data/);
    writeAll(now - 40 * MINUTE, now, 1);
    await loki.start();
    await podtail.logLine(/takes data again/);
    writeAll(now, now + 10 * 500, 1);
    podtail.signal('SIGTERM');
    assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
    const rest = start(...state, '--once');
    assert.deepEqual(await rest.exit(), ENDED, rest.log.join('\n'));
    assert.equal(countsOf(rest.log).rejected, 0);
    await assertStored(room);
  },
);

test('a real Loki: after three kills of podtail each line is stored, and none twice', NEEDS_LOKI, async (t) => {
  const room = await createLokiRoom(t);
  const { loki, tree, now } = room;
  const proxy = await startFaultyProxy(t, loki.url, 0, () => false);
  for (let pod = 0; pod < PODS; pod++) {
    tree.write({ pod: `web-${pod}`, from: now - HOUR, to: now, every: 1000, width: 100 });
  }
  const folder = temporaryFolder(t);
  const file = join(folder, 'podtail.json');
  // So that there are many requests, and positions are saved between them.
  const sink = { type: 'loki', url: proxy.url, batch: { bytes: '64kB' } };
  const configuration = { sinks: [sink], stateDir: join(folder, 'state'), sweepInterval: '50ms' };
  writeFileSync(file, JSON.stringify({ ...configuration, include: [tree.include] }));
  const start = () => startPodtail(['-c', file, '--once'], { test: t });
  for (let life = 1; life <= 3; life++) {
    const podtail = start();
    await Promise.race([proxy.reach(proxy.requests + 5 * life), podtail.exit()]);
    podtail.signal('SIGKILL');
    await podtail.exit();
  }
  const podtail = start();
  assert.deepEqual(await podtail.exit(), ENDED, podtail.log.join('\n'));
  await assertStored(room);
});

/** Loki parts streams that are faster than 1.5 MB a second, and takes as much as there is. */
const FAST_LIMITS = {
  ingestion_rate_mb: 1000,
  ingestion_burst_size_mb: 1000,
  per_stream_rate_limit: '1GB',
  per_stream_rate_limit_burst: '1GB',
};

test(
  'a real Loki: old lines that arrive so fast that Loki may split their stream are all stored',
  NEEDS_LOKI,
  async (t) => {
    const room = await createLokiRoom(t, FAST_LIMITS);
    const { tree, now } = room;
    tree.write({ pod: 'fast', from: now - 3 * HOUR, to: now - 2 * HOUR, every: 100, width: 1000 });
    tree.write({ pod: 'fast', restart: 1, from: now - HOUR, to: now, every: 100, width: 1000 });
    const counts = await room.ship();
    assert.deepEqual(counts, { delivered: tree.written.length, rejected: 0 });
    // Loki learns the rate of a stream once a second: on a quiet machine it has all lines before that.
    t.diagnostic(`Loki parted the stream ${await room.loki.partings()} times`);
    await assertStored(room);
  },
);
