import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertStored, countsOf, createLokiRoom, HOUR, MINUTE, NEEDS_LOKI } from './loki/loki-room.js';
import { createWrittenTree } from './servers/written-tree.js';

test(
  'a real Loki: the logs of ten pods that restarted, whose first runs ended two hours ago, are all stored',
  NEEDS_LOKI,
  async (t) => {
    const room = await createLokiRoom(t);
    const { tree, now } = room;
    for (let pod = 0; pod < 10; pod++) {
      tree.write({ pod: `web-${pod}`, from: now - 3 * HOUR, to: now - 2 * HOUR, every: 500 });
      tree.write({ pod: `web-${pod}`, restart: 1, from: now - HOUR, to: now, every: 500 });
    }
    const counts = await room.ship();
    assert.deepEqual(counts, { delivered: tree.written.length, rejected: 0 });
    await assertStored(room);
  },
);

test('a real Loki: old lines of a stream with fresh lines of another podtail are stored', NEEDS_LOKI, async (t) => {
  const room = await createLokiRoom(t);
  const { tree, now } = room;
  for (let pod = 0; pod < 3; pod++) tree.write({ pod: `web-${pod}`, from: now - MINUTE, to: now, every: 50 });
  await room.ship();
  for (let pod = 0; pod < 3; pod++) {
    tree.write({ pod: `web-${pod}`, restart: 1, from: now - 6 * HOUR, to: now - 2 * HOUR, every: 1000 });
  }
  const old = tree.written.filter(({ line }) => / 1 /.test(line)).length;
  const counts = await room.ship('--exclude', tree.include.replace('*.log', '0.log'));
  assert.deepEqual(counts, { delivered: old, rejected: 0 });
  await assertStored(room);
});

test('a real Loki: a backlog of a week of 50 pods is stored completely', NEEDS_LOKI, async (t) => {
  const room = await createLokiRoom(t);
  const { tree, now } = room;
  for (let pod = 0; pod < 50; pod++) {
    tree.write({ pod: `web-${pod}`, from: now - 160 * HOUR, to: now, every: 5 * MINUTE });
  }
  const counts = await room.ship();
  assert.deepEqual(counts, { delivered: tree.written.length, rejected: 0 });
  assert.deepEqual(await room.loki.discarded(), {}, 'nothing was refused');
  await assertStored(room);
});

test(
  'a real Loki: a stream over its limit loses nothing, and lines that are too old or too new are counted',
  NEEDS_LOKI,
  async (t) => {
    const room = await createLokiRoom(t, { per_stream_rate_limit: '256KB', per_stream_rate_limit_burst: '512KB' });
    const { tree, now } = room;
    tree.write({ pod: 'loud', from: now - MINUTE, to: now, every: 20, width: 500 });
    for (let pod = 0; pod < 8; pod++) tree.write({ pod: `calm-${pod}`, from: now - MINUTE, to: now, every: 1000 });
    const kept = tree.written.length;
    const strange = createWrittenTree(join(tree.include, '..', '..', '..'));
    strange.write({
      pod: 'calm-0',
      restart: 1,
      from: now - 9 * 24 * HOUR,
      to: now - 9 * 24 * HOUR + MINUTE,
      every: 1000,
    });
    strange.write({ pod: 'calm-1', restart: 1, from: now + 5 * HOUR, to: now + 5 * HOUR + MINUTE, every: 1000 });
    const podtail = room.start('--once');
    await podtail.exit();
    assert.deepEqual(countsOf(podtail.log), { delivered: kept, rejected: 120 });
    await assertStored(room);
  },
);

test(
  'a real Loki: lines with the same time and text are each stored, and a resend adds none',
  NEEDS_LOKI,
  async (t) => {
    const room = await createLokiRoom(t);
    const time = BigInt(room.now) * 1_000_000n;
    const lines = ['A', 'A', 'B', 'A', '-', '-', 'C'];
    room.tree.writeLines('web-0', time, lines);
    await room.ship();
    await room.ship();
    await assertStored(room);
  },
);

test('a real Loki: each level has its own stream if the level is a label', NEEDS_LOKI, async (t) => {
  const room = await createLokiRoom(t);
  const { loki, tree, now } = room;
  const lines = ['level=error a', 'level=info b', 'no level', 'level=error c', 'level=info d'];
  tree.writeLines('web', BigInt(now) * 1_000_000n, lines);
  const configuration = join(temporaryFolder(t), 'podtail.yaml');
  writeFileSync(
    configuration,
    JSON.stringify({
      transforms: [{ level: 'detect' }],
      sinks: [{ type: 'loki', url: loki.url, labels: { namespace: '${namespace}', level: '${level}' } }],
    }),
  );
  const podtail = startPodtail(['-c', configuration, '--include', tree.include, '--once'], { test: t });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null }, podtail.log.join('\n'));
  await loki.flush();
  const span = { from: now - MINUTE, to: Date.now() + MINUTE };
  const stored = async (query: string, count: number): Promise<string[]> =>
    (await loki.reach(query, span, count)).map(({ line }) => line).sort();
  assert.deepEqual(await stored('{namespace="shop", level="error"}', 2), ['level=error a', 'level=error c']);
  assert.deepEqual(await stored('{namespace="shop", level="info"}', 2), ['level=info b', 'level=info d']);
  assert.deepEqual(await stored('{namespace="shop", level=""}', 1), ['no level']);
});
