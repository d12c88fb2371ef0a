import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped, countLines, endWell } from './assert-shipped.js';
import { follow, nodeArgs } from './follow.js';

const CASES = [
  { runtime: 'docker', compress: false, rotations: 100 },
  { runtime: 'docker', compress: true, rotations: 100 },
  // podtail waits a while before it leaves a file that a CRI runtime may still write to.
  { runtime: 'cri', compress: true, rotations: 20 },
] as const;

for (const { runtime, compress, rotations } of CASES) {
  test(`${rotations} rotations: each number arrives exactly once, and no byte is read twice (1: after rename rotation the tailer stops; 5: the whole file is read again; ${runtime}, compress=${compress})`, async (t) => {
    const { node, podtail } = follow(t);
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime, maxFiles: 3, compress });
    const { files } = container.start();
    let bytes = 0;
    for (let rotation = 0; rotation < rotations; rotation++) {
      container.lines(5);
      await podtail.records(countLines(container.runs));
      container.lines(2);
      bytes += statSync(files.liveFile).size;
      container.rotate();
    }
    container.lines(5);
    bytes += statSync(files.liveFile).size;
    await podtail.records(countLines(container.runs));
    await endWell(podtail);
    assertShipped(podtail, container.runs);
    const last = JSON.parse(podtail.log.at(-1)!) as { rotations: number; bytesRead: number };
    assert.deepEqual([last.rotations, last.bytesRead], [rotations, bytes]);
  });
}

test('100 rotations of a log that two globs match, by the link and by all names of the target: no line is repeated (5: the whole file is read again)', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const everyFile = join(node.dockerContainers, '*', '*');
  const [pods, ...rest] = nodeArgs(node);
  const podtail = startPodtail([pods!, everyFile, ...rest], { test: t });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker', maxFiles: 5 });
  container.start();
  for (let rotation = 0; rotation < 100; rotation++) {
    container.lines(5);
    await podtail.records(countLines(container.runs));
    container.lines(2);
    container.rotate();
  }
  container.lines(5);
  await podtail.records(countLines(container.runs));
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map(({ message }) => message).sort(),
    container.run.written.map(({ text }) => text).sort(),
  );
});

test('rotated files that the glob matches too are not read again (5)', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, 'line 0\n');
  const podtail = startPodtail(['--include', `${file}*`], { test: t });
  const expected = ['line 0'];
  for (let rotation = 1; rotation <= 5; rotation++) {
    await podtail.records(expected.length);
    renameSync(file, `${file}.${rotation}`);
    writeFileSync(file, `line ${rotation}\n`);
    expected.push(`line ${rotation}`);
  }
  await podtail.record(({ message }) => message === 'line 5');
  appendFileSync(file, 'the end\n');
  await podtail.record(({ message }) => message === 'the end');
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map(({ message }) => message),
    [...expected, 'the end'],
  );
});

test('a CRI runtime that reopens its log late after the rename loses nothing (4: the end of the renamed file is lost)', async (t) => {
  const { node, podtail } = follow(t, { config: 'limits: { partialTimeout: 1s }' });
  const pod = node.pod({ namespace: 'shop', pod: 'web' });
  const [slow, timer] = ['slow', 'timer'].map((name) => pod.container(name, { runtime: 'cri' }));
  slow!.start();
  timer!.start();
  slow!.line('one');
  timer!.line('one');
  await podtail.records(2);
  const { files } = slow!.run;
  const renamed = `${files.path}.20261123-110000`;
  renameSync(files.path, renamed);
  // The runtime writes again a second later: when podtail has waited in vain for the rest of this line.
  timer!.unfinished('tick');
  await podtail.record(({ message }) => message === 'tick');
  appendFileSync(renamed, '2026-11-23T11:00:00.5Z stdout F two\n');
  writeFileSync(files.path, '2026-11-23T11:00:00.6Z stdout F three\n');
  await podtail.record(({ message }) => message === 'three');
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.filter(({ container }) => container === 'slow').map(({ message }) => message),
    ['one', 'two', 'three'],
  );
});

test('a truncated file is read from its start again, and that is logged (6: copytruncate)', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, 'one\ntwo\nthree\n');
  const podtail = startPodtail(['--include', file], { test: t });
  await podtail.records(3);
  truncateSync(file);
  await podtail.logLine(/app\.log was truncated; it is read again from its start/);
  appendFileSync(file, 'four\n');
  await podtail.records(4);
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map(({ message }) => message),
    ['one', 'two', 'three', 'four'],
  );
});

test('a retargeted link: the old target is read to its end, and the new one from its start (8: a symlink is retargeted)', async (t) => {
  const { root, node, podtail } = follow(t);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  const { files } = container.start();
  container.lines(10);
  await podtail.records(10);
  container.lines(10);
  const other = node.pod({ namespace: 'other', pod: 'other' }).container('app', { runtime: 'docker' });
  const aside = join(root, 'aside');
  const { path: otherPath, liveFile, containerId } = other.start().files;
  rmSync(otherPath);
  other.lines(10);
  symlinkSync(liveFile, aside);
  renameSync(aside, files.path);
  const records = await podtail.records(30);
  await endWell(podtail);
  assert.equal(podtail.seen.length, 30);
  const written = [...container.run.written, ...other.run.written];
  assert.deepEqual(
    records.map(({ message, time }) => [message, time]),
    written.map(({ text, time }) => [text, time]),
  );
  assert.deepEqual(
    [...new Set(records.map((record) => `${record.namespace} ${record.container_id}`))],
    [`shop ${files.containerId}`, `shop ${containerId}`],
  );
});
