import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ContainerRun } from '../support/container-run.js';
import { type LogCollector, startLogCollector } from '../support/log-collector.js';
import { createNode, type Node } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertRecords, endWell } from './assert-shipped.js';
import { configArgs, nodeArgs } from './follow.js';
import { isOpen, stopsReading } from './linux-process.js';

const LINES = 50_000;

interface Outage {
  readonly root: string;
  readonly node: Node;
  readonly collector: LogCollector;
  /** The folder of the rests in the state folder. */
  readonly rests: string;
  /** A podtail whose records the collector gets. */
  start(...args: string[]): PodtailProcess;
}

/** A node whose only sink is away. */
async function createOutage(t: TestContext, settings: object = {}): Promise<Outage> {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const collector = await startLogCollector(t);
  await collector.leave();
  const sinks = [{ type: 'http', url: collector.url }];
  const config = configArgs(root, JSON.stringify({ sinks, shutdown: { grace: '0ms' }, ...settings }));
  const stateDir = join(root, 'state');
  const args = [...nodeArgs(node), ...config, '--state-dir', stateDir];
  return {
    root,
    node,
    collector,
    rests: join(stateDir, 'deleted'),
    start: (...more) => startPodtail([...args, ...more], { test: t }),
  };
}

function write(run: ContainerRun, from: number, to: number): void {
  for (let line = from; line < to; line++) run.pieces(`line ${line}`, 'stdout');
}

/** Reads all it can of the log, which nobody takes. */
async function readsAll({ pid }: PodtailProcess, { files }: ContainerRun): Promise<void> {
  await isOpen(pid, files.liveFile);
  await stopsReading(pid, Number.POSITIVE_INFINITY);
}

for (const runtime of ['docker', 'cri'] as const) {
  for (const [what, settings] of [
    ['read to its end and not delivered', {}],
    ['read in part', { limits: { memory: '1MiB', maxLineBytes: '64KiB' } }],
  ] as const) {
    test(`a log that is deleted during an outage, ${what}, arrives whole after a restart, though its path is gone (${runtime})`, async (t) => {
      const { node, collector, rests, start } = await createOutage(t, settings);
      const run = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime }).start();
      write(run, 0, LINES);
      const first = start();
      await readsAll(first, run);
      run.remove();
      await endWell(first);
      assert.match(first.log.join('\n'), /saved the rest of 1 deleted file/);

      await collector.comeBack();
      const second = start();
      await collector.taken(LINES);
      await endWell(second);
      assertRecords(collector.records, [run]);
      assert.deepEqual(readdirSync(rests), []);
    });
  }
}

for (const isNoticed of [true, false]) {
  test(`a log whose link moves to another container during an outage arrives whole after a restart, though the old file is still on disk (${isNoticed ? 'seen' : 'not seen'} before the stop)`, async (t) => {
    const { node, collector, rests, start } = await createOutage(t);
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
    const old = container.start();
    write(old, 0, 100);
    old.rotate();
    write(old, 100, 200);
    const first = start();
    await readsAll(first, old);
    if (!isNoticed) for (const signal of ['SIGSTOP', 'SIGTERM'] as const) first.signal(signal);
    const next = container.retarget();
    write(next, 200, 300);
    if (isNoticed) {
      await readsAll(first, next);
      await endWell(first);
    } else {
      first.signal('SIGCONT');
      assert.deepEqual(await first.exit(), { code: 0, signal: null });
    }
    await collector.comeBack();
    const second = start();
    await collector.taken(300);
    await endWell(second);
    assertRecords(collector.records, [old, next]);
    assert.deepEqual(readdirSync(rests), []);
  });
}

for (const comesBack of [true, false]) {
  test(`a log whose link is missing while podtail ends arrives whole after a restart, though it leads to ${comesBack ? 'the same' : 'another'} container then`, async (t) => {
    const { node, collector, start } = await createOutage(t);
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
    const old = container.start();
    write(old, 0, 100);
    old.rotate();
    write(old, 100, 200);
    const first = start();
    await readsAll(first, old);
    const target = readlinkSync(old.files.path);
    for (const signal of ['SIGSTOP', 'SIGTERM'] as const) first.signal(signal);
    rmSync(old.files.path);
    first.signal('SIGCONT');
    assert.deepEqual(await first.exit(), { code: 0, signal: null });
    symlinkSync(target, old.files.path);
    const runs = [old];
    if (!comesBack) {
      const next = container.retarget();
      write(next, 200, 300);
      runs.push(next);
    } else write(old, 200, 300);
    await collector.comeBack();
    const second = start();
    await collector.taken(300);
    await endWell(second);
    assertRecords(collector.records, runs);
  });
}

test('a log whose link moves to another container while podtail ends, and back before it starts, comes once', async (t) => {
  const { node, collector, rests, start } = await createOutage(t);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  const old = container.start();
  write(old, 0, 100);
  old.rotate();
  write(old, 100, 200);
  const first = start();
  await readsAll(first, old);
  const target = readlinkSync(old.files.path);
  for (const signal of ['SIGSTOP', 'SIGTERM'] as const) first.signal(signal);
  container.retarget();
  first.signal('SIGCONT');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  assert.notEqual(readdirSync(rests).length, 0);
  rmSync(old.files.path);
  symlinkSync(target, old.files.path);
  await collector.comeBack();
  const second = start();
  await collector.taken(200);
  await endWell(second);
  assertRecords(collector.records, [old]);
  assert.deepEqual(readdirSync(rests), []);
});

test('a log whose link is missing while podtail ends, and comes back after the restart, comes once', async (t) => {
  const { node, collector, start } = await createOutage(t);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  const old = container.start();
  write(old, 0, 100);
  old.rotate();
  write(old, 100, 200);
  const first = start();
  await readsAll(first, old);
  const target = readlinkSync(old.files.path);
  for (const signal of ['SIGSTOP', 'SIGTERM'] as const) first.signal(signal);
  rmSync(old.files.path);
  first.signal('SIGCONT');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  await collector.comeBack();
  const second = start();
  await collector.taken(200);
  symlinkSync(target, old.files.path);
  write(old, 200, 300);
  await collector.taken(300);
  await endWell(second);
  assertRecords(collector.records, [old]);
});

test('what is written to a file after a truncation arrives after a restart, though the file is deleted before podtail notices either (docker)', async (t) => {
  const { node, collector, start } = await createOutage(t);
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const run = pod.container('app', { runtime: 'docker' }).start();
  write(run, 0, 100);
  const first = start();
  await readsAll(first, run);
  const unread = statSync(run.files.liveFile).size;
  for (const signal of ['SIGSTOP', 'SIGTERM'] as const) first.signal(signal);
  truncateSync(run.files.liveFile);
  const later = run.written.length;
  write(run, 100, 250);
  pod.remove();
  first.signal('SIGCONT');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  assert.match(first.log.join('\n'), new RegExp(`"unreadBytes":${unread},.*it was truncated`));
  await collector.comeBack();
  const second = start();
  await collector.taken(150);
  await endWell(second);
  assertRecords(collector.records, [{ ...run, written: run.written.slice(later) }]);
});

test('rotated files that are deleted during an outage arrive in order over several runs, and split lines stay whole (docker, with compress)', async (t) => {
  const { node, collector, rests, start } = await createOutage(t);
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const options = { runtime: 'docker', maxFiles: 2 } as const;
  const runs = [pod.container('one', options).start(), pod.container('two', { ...options, compress: true }).start()];
  for (let life = 0; life < 2; life++) {
    const podtail = start();
    // A file that is empty when it is opened is not known again in a compressed one.
    for (const run of runs) write(run, 0, 1);
    for (const run of runs) await readsAll(podtail, run);
    for (let rotation = 0; rotation < 3; rotation++) {
      for (const run of runs) {
        write(run, 0, 100);
        let isParted = false;
        run.pieces(`parted ${'x'.repeat(40_000)}`, 'stdout', () => {
          if (!isParted) run.rotate();
          isParted = true;
        });
        write(run, 0, 10);
      }
      for (const run of runs) await readsAll(podtail, run);
    }
    await endWell(podtail);
  }
  assert.notEqual(readdirSync(rests).length, 0);
  await collector.comeBack();
  const podtail = start('--once');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assertRecords(collector.records, runs);
  assert.deepEqual(readdirSync(rests), []);
});

test('files of a log that are deleted at once just before podtail is stopped arrive in order although the positions could not be saved', async (t) => {
  const { root, node, collector, start } = await createOutage(t);
  const run = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri', maxFiles: 9 }).start();
  for (let rotation = 0; rotation < 7; rotation++) {
    write(run, rotation * 10, rotation * 10 + 10);
    run.rotate();
  }
  write(run, 70, 80);
  const first = start();
  await readsAll(first, run);
  first.signal('SIGSTOP');
  first.signal('SIGTERM');
  run.remove();
  first.signal('SIGCONT');
  assert.deepEqual(await first.exit(), { code: 0, signal: null });
  for (const name of ['positions.json', 'positions.json.previous']) rmSync(join(root, 'state', name), { force: true });
  await collector.comeBack();
  const second = start();
  await collector.taken(80);
  await endWell(second);
  assertRecords(collector.records, [run]);
});

for (const runtime of ['docker', 'cri'] as const) {
  for (const [what, rotationsBefore] of [
    ['one file was read', 0],
    ['three files were read', 2],
  ] as const) {
    test(`lines in pieces over several files stay whole, though files were deleted while podtail ended and exist compressed (${runtime}, ${what})`, async (t) => {
      const { node, collector, rests, start } = await createOutage(t);
      const options = { runtime, maxFiles: 9, compress: true };
      const run = node.pod({ namespace: 'shop', pod: 'web' }).container('app', options).start();
      const writeParted = (rotations: number): void => {
        write(run, 0, 100);
        let pieces = 0;
        run.pieces(`parted ${'x'.repeat(60_000)}`, 'stdout', () => {
          if (pieces++ < rotations) run.rotate();
        });
      };
      writeParted(rotationsBefore);
      const first = start();
      await readsAll(first, run);
      first.signal('SIGSTOP');
      first.signal('SIGTERM');
      writeParted(3);
      writeParted(0);
      first.signal('SIGCONT');
      assert.deepEqual(await first.exit(), { code: 0, signal: null });
      const copies = readdirSync(rests).filter((name) => !name.endsWith('.json'));
      assert.notEqual(copies.length, 0);
      await collector.comeBack();
      const second = start();
      await collector.taken(303);
      await endWell(second);
      assertRecords(collector.records, [run]);
    });
  }
}

for (const isDeleted of [true, false]) {
  test(`a line that was begun before a missed file does not continue behind it after a restart (the file behind it is ${isDeleted ? 'deleted' : 'there'})`, async (t) => {
    const { root, collector, start } = await createOutage(t);
    const folder = join(root, 'pods', 'shop_web_0d1e2f30-1111-4222-8333-444455556666', 'app');
    mkdirSync(folder, { recursive: true });
    const live = join(folder, '0.log');
    const writeLive = (tag: 'P' | 'F', text: string): void =>
      appendFileSync(live, `2026-11-30T10:00:00.00000000${text.length}Z stdout ${tag} ${text}\n`);
    const rotated = (second: number): string => `${live}.20261130-10000${second}`;
    writeLive('F', 'one');
    writeLive('P', 'begin');
    const first = start();
    await isOpen(first.pid, live);
    await stopsReading(first.pid, Number.POSITIVE_INFINITY);
    first.signal('SIGSTOP');
    renameSync(live, rotated(1));
    writeLive('F', 'missed');
    renameSync(live, rotated(2));
    for (const second of [1, 2]) rmSync(rotated(second));
    writeLive('F', 'other');
    first.signal('SIGCONT');
    await isOpen(first.pid, live);
    await stopsReading(first.pid, Number.POSITIVE_INFINITY);
    if (isDeleted) rmSync(dirname(folder), { recursive: true });
    await endWell(first);

    await collector.comeBack();
    const second = start();
    await collector.taken(3);
    await endWell(second);
    assert.deepEqual(
      collector.records.map(({ message }) => message),
      ['one', 'begin', 'other'],
    );
  });
}

test('a line that was begun in a saved file does not continue behind one that was deleted unread while podtail was down (cri)', async (t) => {
  const { root, collector, start } = await createOutage(t, { limits: { memory: '1MiB', maxLineBytes: '64KiB' } });
  const folder = join(root, 'pods', 'shop_web_0d1e2f30-1111-4222-8333-444455556666', 'app');
  mkdirSync(folder, { recursive: true });
  const live = join(folder, '0.log');
  const line = (tag: 'P' | 'F', text: string): string => `2026-11-30T10:00:00.000000000Z stdout ${tag} ${text}\n`;
  const rotated = (second: number): string => `${live}.20261130-10000${second}`;
  writeFileSync(live, line('F', 'one').repeat(LINES) + line('P', 'begin'));
  const first = start();
  await isOpen(first.pid, live);
  await stopsReading(first.pid, Number.POSITIVE_INFINITY);
  renameSync(live, rotated(1));
  writeFileSync(live, line('F', 'missed'));
  await isOpen(first.pid, live);
  renameSync(live, rotated(2));
  writeFileSync(live, line('F', 'other'));
  await isOpen(first.pid, live);
  rmSync(rotated(1));
  await endWell(first);
  rmSync(rotated(2));
  await collector.comeBack();
  const second = start();
  await collector.taken(LINES + 2);
  await endWell(second);
  assert.deepEqual(
    collector.records.slice(LINES).map(({ message }) => message),
    ['begin', 'other'],
  );
});

test('a file that is deleted and created again during an outage arrives before the new one', async (t) => {
  const { root, collector, start } = await createOutage(t);
  const file = join(root, 'pods', 'app.log');
  writeFileSync(file, 'one\ntwo\n');
  const include = ['--include', file];
  const first = start(...include);
  await isOpen(first.pid, file);
  await stopsReading(first.pid, Number.POSITIVE_INFINITY);
  rmSync(file);
  writeFileSync(file, 'three\n');
  await endWell(first);
  appendFileSync(file, 'four\n');
  await collector.comeBack();
  const second = start(...include);
  await collector.taken(4);
  await endWell(second);
  assert.deepEqual(
    collector.records.map(({ message }) => message),
    ['one', 'two', 'three', 'four'],
  );
});

test('files beyond limits.deletedFileGrace are given up when podtail ends, counted once, and logged', async (t) => {
  const { node, collector, start } = await createOutage(t, {
    limits: { deletedFileGrace: { bytes: '10KiB' } },
    sweepInterval: '1h',
  });
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const runs = ['one', 'two'].map((name) => pod.container(name, { runtime: 'cri' }).start());
  const [large, small] = runs as [ContainerRun, ContainerRun];
  write(large, 0, 1000);
  write(small, 0, 10);
  const first = start();
  for (const run of runs) await readsAll(first, run);
  for (const run of runs) run.remove();
  await endWell(first);
  const said = first.log.filter((line) => line.includes('before podtail delivered it'));
  assert.equal(said.length, 1, first.log.join('\n'));
  assert.match(said[0]!, /because other deleted files take all of limits\.deletedFileGrace/);
  await collector.comeBack();
  const second = start();
  await collector.taken(10);
  await endWell(second);
  assertRecords(collector.records, [small]);
  assert.doesNotMatch(second.log.join('\n'), /before podtail delivered it/);
});

test('a log that is no longer followed is given up in time', async (t) => {
  const { node, collector, rests, start } = await createOutage(t, { limits: { deletedFileGrace: { time: '5s' } } });
  const run = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' }).start();
  write(run, 0, 10);
  const first = start();
  await readsAll(first, run);
  run.remove();
  await endWell(first);
  assert.equal(readdirSync(rests).length, 2);
  await collector.comeBack();
  const second = start('--exclude', run.files.path);
  await second.logLine(/does not follow .*; lost: \d+ bytes/);
  await endWell(second);
  assert.deepEqual(readdirSync(rests), []);
});

test('without a restart no remainder is written to the state folder', async (t) => {
  const { node, collector, rests, start } = await createOutage(t);
  const run = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' }).start();
  write(run, 0, 100);
  await collector.comeBack();
  const podtail = start();
  await collector.taken(100);
  run.remove();
  await endWell(podtail);
  assert.equal(existsSync(rests), false);
});
