import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import type { Node } from '../support/node.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped, endWell } from './assert-shipped.js';
import { follow } from './follow.js';

const SECRET = '2026-11-23T11:00:00.5Z stdout F secret\n';

/** Ways in which a container that can write to its log folder may try to have another file shipped. */
const ATTACKS: readonly [name: string, attempt: (log: string, secret: string) => void][] = [
  ['a link', (log, secret) => symlinkSync(secret, log)],
  ['a relative link', (log, secret) => symlinkSync(relative(dirname(log), secret), log)],
  [
    'a link over another link',
    (log, secret) => {
      symlinkSync(secret, `${log}.hop`);
      symlinkSync(`${log}.hop`, log);
    },
  ],
  ['a path that begins inside', (log, secret) => symlinkSync(`${dirname(log)}/../../../../..${secret}`, log)],
  ['a device', (log) => symlinkSync('/dev/zero', log)],
  ['a pipe', (log) => execFileSync('mkfifo', [log])],
  [
    'a folder that is a link',
    (log, secret) => {
      renameSync(dirname(log), `${dirname(log)}.away`);
      symlinkSync(dirname(secret), dirname(log));
    },
  ],
];

for (const [name, attempt] of ATTACKS) {
  test(`no byte of a target outside the allowed folders is read: ${name}`, async (t) => {
    const outside = temporaryFolder(t);
    const secret = join(outside, '0.log');
    writeFileSync(secret, SECRET);
    const { node, podtail } = follow(t, { before: (node) => attempt(logPath(node), secret) });
    await podtail.logLine(
      /is not read: it (leads to .*, outside the allowed folders|is a (device|pipe), not a regular file)/,
    );
    const good = node.pod({ namespace: 'shop', pod: 'good' }).container('app', { runtime: 'cri' });
    const { files } = good.start();
    good.lines(1);
    await podtail.records(1);
    await endWell(podtail);
    assertShipped(podtail, good.runs);
    assert.ok(!podtail.log.join().includes('F secret'));
    const { bytesRead } = JSON.parse(podtail.log.at(-1)!) as { bytesRead: number };
    assert.equal(bytesRead, execFileSync('cat', [files.path]).length);
  });
}

test('a folder whose name begins like an allowed one is not allowed', async (t) => {
  const before = (node: Node): void => {
    mkdirSync(`${node.dockerContainers}-evil`);
    writeFileSync(`${node.dockerContainers}-evil/x`, SECRET);
    symlinkSync(`${node.dockerContainers}-evil/x`, logPath(node));
  };
  const { podtail } = follow(t, { args: ['--once'], before });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(podtail.seen, []);
});

test('a link that is retargeted outside the allowed folders: its old target is read to the end, and the new one is not read', async (t) => {
  const { root, node, podtail } = follow(t);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  const { files } = container.start();
  container.lines(5);
  await podtail.records(5);
  container.lines(5);
  const secret = join(temporaryFolder(t), 'secret');
  writeFileSync(secret, SECRET);
  symlinkSync(secret, join(root, 'aside'));
  renameSync(join(root, 'aside'), files.path);
  await podtail.logLine(/outside the allowed folders; --allow-target allows one/);
  await podtail.records(10);
  await endWell(podtail);
  assertShipped(podtail, container.runs);
});

test('--allow-target adds a folder', async (t) => {
  const outside = temporaryFolder(t);
  const target = join(outside, 'x.log');
  writeFileSync(target, SECRET);
  const before = (node: Node): void => symlinkSync(target, logPath(node));
  const { podtail } = follow(t, { before, args: ['--allow-target', outside, '--once'] });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(
    podtail.seen.map(({ message }) => message),
    ['secret'],
  );
});

/** Ways to have a file shipped as the pod's own that lies where it may be read. */
const THEFTS: readonly [name: string, reason: RegExp, attempt: (log: string, node: Node) => void][] = [
  ['a link to another pod’s log', /the log of another pod/, (log, node) => symlinkSync(victimLog(node), log)],
  [
    'a rotated file that is a link to another pod’s log',
    /the log of another pod/,
    (log, node) => {
      writeFileSync(log, '');
      symlinkSync(victimLog(node), `${log}.20260101-000000`);
    },
  ],
  [
    'a folder that is a link to another pod’s',
    /the log of another pod/,
    (log, node) => {
      renameSync(dirname(log), `${dirname(log)}.away`);
      symlinkSync(dirname(victimLog(node)), dirname(log));
    },
  ],
  [
    'a second name of a file',
    /it has 2 names \(hard links\).*--allow-hard-links allows it/,
    (log, node) => {
      const secret = join(dirname(node.pods), 'secret');
      writeFileSync(secret, SECRET);
      linkSync(secret, log);
    },
  ],
  [
    'a rotated file that is a second name of a file',
    /it has 2 names/,
    (log, node) => {
      const secret = join(dirname(node.pods), 'secret');
      writeFileSync(secret, SECRET);
      writeFileSync(log, '');
      linkSync(secret, `${log}.20260101-000000`);
    },
  ],
];

for (const [name, reason, attempt] of THEFTS) {
  test(`a pod cannot make podtail ship another file as its own, and the attempt is logged once and counted: ${name}`, async (t) => {
    const { podtail } = follow(t, {
      before: (node) => attempt(logPath(node), node),
    });
    await podtail.logLine(reason);
    await endWell(podtail);
    assert.deepEqual(
      podtail.seen.filter(({ namespace }) => namespace === 'shop'),
      [],
    );
    assert.equal(podtail.log.filter((line) => reason.test(line)).length, 1);
  });
}

test('a link to the log of another container of the pod is refused, and that container gets its own lines', async (t) => {
  const before = (node: Node): void => {
    const log = logPath(node);
    const sidecar = join(dirname(dirname(log)), 'sidecar');
    mkdirSync(sidecar);
    writeFileSync(join(sidecar, '0.log'), SECRET);
    symlinkSync('../sidecar/0.log', log);
  };
  const { podtail } = follow(t, { before, args: ['--once'] });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(
    podtail.seen.map(({ container, message }) => [container, message]),
    [['sidecar', 'secret']],
  );
  assert.match(podtail.log.join(), /the log of another container \(app and sidecar of shop\/bad\)/);
});

test('a pod whose log others tried to steal gets its own lines', async (t) => {
  const before = (node: Node): void => symlinkSync(victimLog(node), logPath(node));
  const { podtail } = follow(t, { before, args: ['--once'] });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(
    podtail.seen.map(({ namespace, message }) => [namespace, message]),
    [['bank', 'secret']],
  );
});

test('--allow-hard-links reads a file with several names', async (t) => {
  const before = (node: Node): void => {
    const secret = join(dirname(node.pods), 'secret');
    writeFileSync(secret, SECRET);
    linkSync(secret, logPath(node));
  };
  const { podtail } = follow(t, { before, args: ['--once', '--allow-hard-links'] });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.equal(podtail.seen.length, 1);
});

test('a log folder that is replaced by a link at run time is not followed, and that is logged', async (t) => {
  const { root, node, podtail } = follow(t);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(5);
  await podtail.records(5);
  const fake = join(root, 'fake', 'shop_bad_2681cb7f-daa4-4620-bb60-1d449709181c', 'app');
  mkdirSync(fake, { recursive: true });
  writeFileSync(join(fake, '0.log'), SECRET);
  renameSync(node.pods, `${node.pods}.away`);
  symlinkSync(join(root, 'fake'), node.pods);
  await podtail.logLine(/shop_bad.* is not read: .*\/pods has changed since podtail started/);
  await endWell(podtail);
  assertShipped(podtail, container.runs);
});

/** The path of another pod's log that is there. */
function victimLog(node: Node): string {
  const folder = join(node.pods, 'bank_vault_11111111-daa4-4620-bb60-1d449709181c', 'app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '0.log'), SECRET);
  return join(folder, '0.log');
}

/** The path of a log that is not there, in a folder that is. */
function logPath(node: Node): string {
  const folder = join(node.pods, 'shop_bad_2681cb7f-daa4-4620-bb60-1d449709181c', 'app');
  mkdirSync(folder, { recursive: true });
  return join(folder, '0.log');
}
