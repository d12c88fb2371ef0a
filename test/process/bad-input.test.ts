import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Container } from '../support/container.js';
import type { Node } from '../support/node.js';
import type { PodtailProcess } from '../support/podtail-process.js';
import { UNPRIVILEGED, whyNotUnprivileged } from '../support/unprivileged.js';
import { assertShipped, endWell } from './assert-shipped.js';
import { type Followed, follow } from './follow.js';

/** What is where a log should, and what podtail has to say of it. */
const BAD_PATHS: readonly [name: string, make: (path: string) => void, said: RegExp][] = [
  ['dangling', (path) => symlinkSync('/nowhere/x-json.log', path), /the file that it leads to does not exist/],
  ['loop', makeLoop, /its links form a loop/],
  ['folder', (path) => mkdirSync(path), /it is a folder, not a regular file/],
];

test('podtail logs each path that is not a log once, and reads all other logs (9: dangling target: silence, or a flood of warnings)', async (t) => {
  const { node, podtail, good } = followBadPaths(t, 'sweepInterval: 50ms');
  await podtail.records(10);
  for (let sweep = 0; sweep < 5; sweep++) await oneSweep(podtail, node, sweep);
  good.lines(10);
  await podtail.records(20);
  await endWell(podtail);
  assertSaidOnce(podtail);
  assertShipped(podtail, good.runs);
});

test('podtail --once ends with status 0 if some paths are not logs', async (t) => {
  const { podtail, good } = followBadPaths(t, 'once: true');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assertSaidOnce(podtail);
  assertShipped(podtail, good.runs);
});

test('a dangling link is read from the start when its target appears (9)', async (t) => {
  const target = '0'.repeat(64);
  const before = (node: Node): void => linkTo(node, join(node.dockerContainers, target, `${target}-json.log`));
  const { node, podtail } = follow(t, { before });
  await podtail.logLine(/the file that it leads to does not exist/);
  mkdirSync(join(node.dockerContainers, target));
  const line = JSON.stringify({ log: 'hello\n', stream: 'stdout', time: '2026-11-23T11:00:00.5Z' });
  writeFileSync(join(node.dockerContainers, target, `${target}-json.log`), `${line}\n`);
  await podtail.logLine(/is read now/);
  const [{ message, pod, container_id } = assert.fail('no record')] = await podtail.records(1);
  assert.deepEqual({ message, pod, container_id }, { message: 'hello', pod: 'late', container_id: target });
  await endWell(podtail);
});

test('an unreadable file is logged once with the fix, and read when podtail may read it (9)', async (t) => {
  const isRoot = process.getuid?.() === 0;
  const impossible = isRoot ? whyNotUnprivileged() : undefined;
  if (impossible !== undefined) return t.skip(impossible);
  const locked: Container[] = [];
  const { podtail } = follow(t, {
    ...(isRoot ? { user: UNPRIVILEGED } : {}),
    before: (node, root) => {
      for (const [pod, mode] of [
        ['locked', 0o000],
        ['open', 0o644],
      ] as const) {
        const container = node.pod({ namespace: 'shop', pod }).container('app', { runtime: 'cri' });
        chmodSync(container.start().files.path, mode);
        container.lines(5);
        locked.push(container);
      }
      chmodSync(root, 0o755);
    },
  });
  await podtail.logLine(
    /locked.* is not read: podtail has no permission to read it \(EACCES\); run it as root, or give it the group/,
  );
  await podtail.records(5);
  chmodSync(locked[0]!.run.files.path, 0o644);
  await podtail.records(10);
  await endWell(podtail);
  assert.equal(podtail.log.filter((line) => line.includes('has no permission to read it')).length, 1);
  assertShipped(
    podtail,
    locked.map(({ run }) => run),
  );
});

for (const runtime of ['docker', 'cri'] as const) {
  test(`NULs, half lines and invalid UTF-8 become valid JSON, and the lines around them are intact (24: corrupt Docker JSON; 25: bad UTF-8; ${runtime})`, async (t) => {
    const { node, podtail } = follow(t);
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime });
    const { files, written } = container.start();
    // NULs before a line are the hole that a truncation leaves, and are skipped.
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).filter(
      (byte) => ![0, 0x0a].includes(byte),
    );
    const bad = [Buffer.alloc(4096), Buffer.from('{"log":"half a li'), Buffer.from([0xff, 0xc3, 0x00, 0x28]), every];
    container.lines(3);
    for (const bytes of bad) {
      files.append(Buffer.concat([bytes, Buffer.from('\n')]));
      container.lines(1);
    }
    container.line(every);
    const records = await podtail.records(3 + 2 * bad.length + 1);
    await endWell(podtail);
    assert.deepEqual(
      records.filter(({ malformed }) => malformed).map(({ message }) => message),
      bad.map((bytes) => bytes.toString('utf8')),
    );
    assert.deepEqual(
      records.filter(({ malformed }) => !malformed).map(({ message }) => message),
      written.map(({ text }) => text),
    );
    assert.deepEqual([podtail.notJson, podtail.validUtf8, podtail.seen.length], [[], true, records.length]);
  });
}

interface FollowedBadPaths extends Followed {
  readonly good: Container;
}

function followBadPaths(t: TestContext, config: string): FollowedBadPaths {
  let good: Container | undefined;
  const before = (node: Node): void => {
    for (const [name, make] of BAD_PATHS) make(logPath(node, name));
    good = node.pod({ namespace: 'shop', pod: 'good' }).container('app', { runtime: 'docker' });
    good.start();
    good.lines(10);
  };
  const followed = follow(t, { config, before });
  return { ...followed, good: good! };
}

function assertSaidOnce(podtail: PodtailProcess): void {
  for (const [name, , said] of BAD_PATHS) {
    const lines = podtail.log.filter((line) => line.includes(`shop_${name}_`) && line.includes('"level":"warn"'));
    assert.equal(lines.length, 1, `${name}: ${lines.join('\n')}`);
    assert.match(lines[0]!, said);
  }
}

/** Waits for what only a sweep can notice: that something appears at the end of a link, in a folder that is not watched. */
async function oneSweep(podtail: PodtailProcess, node: Node, number: number): Promise<void> {
  const target = join(node.dockerContainers, `target-${number}`);
  symlinkSync(target, logPath(node, `sweep-${number}`));
  await podtail.logLine(new RegExp(`sweep-${number}_.* does not exist`));
  writeFileSync(target, '');
  await podtail.logLine(new RegExp(`sweep-${number}_.* is read now`));
}

function linkTo(node: Node, target: string): void {
  symlinkSync(target, logPath(node, 'late'));
}

/** The path of a log, whose folder is there. */
function logPath(node: Node, pod: string): string {
  const folder = join(node.pods, `shop_${pod}_2681cb7f-daa4-4620-bb60-1d449709181c`, 'app');
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  return join(folder, '0.log');
}

function makeLoop(path: string): void {
  symlinkSync(`${path}.other`, path);
  symlinkSync(path, `${path}.other`);
}
