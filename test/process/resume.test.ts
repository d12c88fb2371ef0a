import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createNode } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import type { ShippedRecord } from '../support/shipped-record.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertRecords, countLines, endWell } from './assert-shipped.js';
import { nodeArgs } from './follow.js';

/** A node whose podtail is stopped and started again, with its positions kept. */
function createRoom(t: import('node:test').TestContext) {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const state = join(root, 'state');
  const shipped: ShippedRecord[] = [];
  const start = (...args: string[]): PodtailProcess =>
    startPodtail([...nodeArgs(node), '--state-dir', state, ...args], { test: t });
  const stop = async (podtail: PodtailProcess): Promise<void> => {
    await endWell(podtail);
    shipped.push(...podtail.seen);
  };
  return { root, node, state, shipped, start, stop };
}

const CASES = [
  { runtime: 'docker', compress: false },
  { runtime: 'docker', compress: true },
  { runtime: 'cri', compress: true },
] as const;

for (const { runtime, compress } of CASES) {
  describe(`podtail, started again (${runtime}, compress=${compress})`, () => {
    test('continues where it stopped, and repeats nothing', async (t) => {
      const room = createRoom(t);
      const container = room.node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime, compress });
      container.start();
      for (let round = 0; round < 3; round++) {
        container.lines(20);
        const podtail = room.start();
        await podtail.records(20);
        await room.stop(podtail);
      }
      assertRecords(room.shipped, container.runs);
    });

    test('finishes the old file, those between, and the live one after rotations while it was down (14: rotated while the agent was down; 3: gzipped before it is read)', async (t) => {
      const room = createRoom(t);
      const pod = room.node.pod({ namespace: 'shop', pod: 'web' });
      const container = pod.container('app', { runtime, compress, maxFiles: 10 });
      container.start();
      container.lines(20);
      const first = room.start();
      await first.records(20);
      await room.stop(first);
      for (let rotation = 0; rotation < 4; rotation++) {
        container.lines(10);
        container.rotate();
        container.lines(5);
      }
      const second = room.start();
      await second.records(60);
      container.lines(3);
      await second.records(63);
      await room.stop(second);
      assertRecords(room.shipped, container.runs);
    });

    test('finds the files of rotations that were faster than its sweeps (2: rotation faster than the scan)', async (t) => {
      const room = createRoom(t);
      const pod = room.node.pod({ namespace: 'shop', pod: 'web' });
      const container = pod.container('app', { runtime, compress, maxFiles: 10 });
      container.start();
      container.lines(5);
      const podtail = room.start();
      await podtail.records(5);
      for (let rotation = 0; rotation < 6; rotation++) {
        container.lines(5);
        container.rotate();
      }
      container.lines(5);
      await podtail.records(countLines(container.runs));
      await room.stop(podtail);
      assertRecords(room.shipped, container.runs);
    });

    test('loses nothing after a kill, and repeats only what came after the last saved positions (29: offset saved before delivery)', async (t) => {
      const room = createRoom(t);
      const container = room.node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime, compress });
      container.start();
      container.lines(50);
      const first = room.start();
      await first.records(50);
      container.lines(50);
      await first.records(100);
      first.signal('SIGKILL');
      await first.exit();
      const known = new Set(first.seen.map((record) => JSON.stringify(record)));
      container.rotate();
      container.lines(50);
      const second = room.start();
      const last = container.run.written.at(-1)!.text;
      await second.record(({ message }) => message === last);
      await room.stop(second);
      const fresh = second.seen.filter((record) => !known.has(JSON.stringify(record)));
      assertRecords([...first.seen, ...fresh], container.runs);
    });
  });
}

test('a log that was deleted and created again on the same inode while podtail was down is read from 0 (10: a new file starts in the middle)', async (t) => {
  const root = temporaryFolder(t);
  const file = join(root, 'app.log');
  const args = ['--include', file, '--state-dir', join(root, 'state')];
  const seen: string[] = [];
  const live = async (count: number): Promise<void> => {
    const podtail = startPodtail(args, { test: t });
    await podtail.records(count);
    await endWell(podtail);
    seen.push(...podtail.seen.map(({ message }) => message));
  };
  fs.writeFileSync(file, 'old 1\nold 2\n');
  const { ino } = fs.statSync(file);
  await live(2);
  // Where the file system gives the inode to another, the same file is written again: podtail cannot tell the difference.
  fs.rmSync(file);
  fs.writeFileSync(file, 'new 1\nnew 2\nnew 3\n');
  t.diagnostic(`the same inode: ${fs.statSync(file).ino === ino}`);
  await live(3);
  fs.writeFileSync(file, 'newer 1\nnewer 2\nnewer 3\nnewer 4\n');
  await live(4);
  assert.deepEqual(seen, [
    ...['old 1', 'old 2', 'new 1', 'new 2', 'new 3'],
    ...['newer 1', 'newer 2', 'newer 3', 'newer 4'],
  ]);
});

describe('the state folder', () => {
  test('serves one podtail: a second one ends with a message and status 1', async (t) => {
    const room = createRoom(t);
    const container = room.node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
    container.start();
    container.line('one');
    const first = room.start();
    await first.records(1);
    const second = room.start();
    assert.equal((await second.exit()).code, 1);
    assert.match(second.log.join('\n'), /the state folder .* is in use by .*; give each podtail its own --state-dir/);
    await endWell(first);
  });

  test('with damaged positions does not stop podtail: it sets them aside and continues (27: position file corrupt)', async (t) => {
    const room = createRoom(t);
    const container = room.node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
    container.start();
    container.lines(5);
    fs.mkdirSync(room.state);
    fs.writeFileSync(join(room.state, 'positions.json'), '{"version":1,"positions":[{"path"');
    const podtail = room.start();
    await podtail.records(5);
    await room.stop(podtail);
    assertRecords(room.shipped, container.runs);
    assert.equal(fs.readdirSync(room.state).filter((name) => name.includes('damaged')).length, 1);
  });

  test('that cannot be written causes one logged error, and a metric, until it is writable (27: position file unwritable)', {
    skip: !fs.existsSync('/dev/full'),
  }, async (t) => {
    const room = createRoom(t);
    const container = room.node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
    container.start();
    container.line('one');
    fs.mkdirSync(room.state);
    const temporary = join(room.state, 'positions.json.tmp');
    fs.symlinkSync('/dev/full', temporary);
    const podtail = room.start('--listen', '127.0.0.1:0');
    const { url } = JSON.parse(await podtail.logLine(/the status is served at/)) as { url: string };
    const failures = async (): Promise<number> => {
      const metrics = await (await fetch(new URL('/metrics', url))).text();
      return Number(/^podtail_position_save_failures_total (\d+)$/m.exec(metrics)?.[1]);
    };
    while ((await failures()) < 2) await delay(20);
    const said = podtail.log.filter((line) => line.includes('cannot save positions'));
    assert.deepEqual(
      said.map((line) => (JSON.parse(line) as { level: string }).level),
      ['error'],
    );
    fs.rmSync(temporary);
    assert.match(await podtail.logLine(/positions can be saved in .* again/), /"level":"info"/);
    await room.stop(podtail);
  });

  test('keeps nothing of 10,000 deleted files (28: state grows for ever)', async (t) => {
    const root = temporaryFolder(t);
    const [logs, state] = [join(root, 'logs'), join(root, 'state')];
    fs.mkdirSync(logs);
    const kept = join(logs, 'kept.log');
    fs.writeFileSync(kept, 'kept\n');
    const podtail = startPodtail(['--include', join(logs, '*.log'), '--state-dir', state], {
      test: t,
      deadline: 300_000,
    });
    let records = 1;
    for (let batch = 0; batch < 20; batch++) {
      const files = Array.from({ length: 500 }, (_, number) => join(logs, `${batch}-${number}.log`));
      for (const file of files) fs.writeFileSync(file, `${file}\n`);
      records += files.length;
      await podtail.records(records);
      for (const file of files) fs.rmSync(file);
    }
    const saved = (): { path: string }[] => {
      return JSON.parse(fs.readFileSync(join(state, 'positions.json'), 'utf8')).positions;
    };
    while (!fs.existsSync(join(state, 'positions.json')) || saved().length > 1) await delay(50);
    assert.deepEqual(
      saved().map(({ path }) => path),
      [kept],
    );
    await endWell(podtail);
    assert.deepEqual(
      saved().map(({ path }) => path),
      [kept],
    );
  });

  test('shrinks to the existing files (28: state grows for ever)', async (t) => {
    const room = createRoom(t);
    const pod = room.node.pod({ namespace: 'shop', pod: 'web' });
    const kept = pod.container('kept', { runtime: 'docker' });
    kept.start();
    kept.line('one');
    const gone = Array.from({ length: 20 }, (_, number) => pod.container(`gone-${number}`, { runtime: 'docker' }));
    for (const container of gone) {
      container.start();
      container.line('one');
    }
    const first = room.start();
    await first.records(21);
    await room.stop(first);
    for (const container of gone) container.remove();
    const second = room.start();
    kept.line('two');
    await second.records(1);
    await room.stop(second);
    const third = room.start('--once');
    await third.exit();
    const { positions } = JSON.parse(fs.readFileSync(join(room.state, 'positions.json'), 'utf8'));
    assert.ok(positions.length <= 21);
    assert.deepEqual(third.seen, []);
  });
});
