import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Node } from '../support/node.js';
import type { PodtailOptions } from '../support/podtail-process.js';
import { startPodtail } from '../support/podtail-process.js';
import type { ShippedRecord } from '../support/shipped-record.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { follow } from './follow.js';

const ALL = ['ops/web-1/app', 'shop/db-0/app', 'shop/web-1-canary/app', 'shop/web-1/app', 'shop/web-1/sidecar'];

const SELECTIONS: readonly [args: readonly string[], selected: readonly string[]][] = [
  [[], ALL],
  [['--namespace', 'shop'], ALL.slice(1)],
  [['--namespace', '!shop'], ALL.slice(0, 1)],
  [
    ['--pod', 'web-*', '!*-canary'],
    ['ops/web-1/app', 'shop/web-1/app', 'shop/web-1/sidecar'],
  ],
  [['--container', 'sidecar'], ['shop/web-1/sidecar']],
  [['--namespace', 'shop', '--pod', 'web-1', '--container', '!sidecar'], ['shop/web-1/app']],
  [
    ['--exclude', '/**/shop_*/app/*.log'],
    ['ops/web-1/app', 'shop/web-1/sidecar'],
  ],
];

for (const [args, selected] of SELECTIONS) {
  test(`the pods that are read with: ${args.join(' ') || 'no options'}`, async (t) => {
    const records = await runOnce(t, args);
    assert.deepEqual(records.map((record) => `${record.namespace}/${record.pod}/${record.container}`).sort(), selected);
  });
}

test('--label and NODE_NAME appear in every record', async (t) => {
  const records = await runOnce(t, ['--label', 'cluster=west', 'team=a=b'], { env: { NODE_NAME: 'node-7' } });
  assert.equal(records.length, ALL.length);
  for (const { node, labels } of records) {
    assert.deepEqual([node, labels], ['node-7', { cluster: 'west', team: 'a=b' }]);
  }
});

test('--format raw ships the lines of a runtime unchanged', async (t) => {
  const [record] = await runOnce(t, ['--format', 'raw', '--container', 'sidecar']);
  assert.match(record!.message, /^2026-11-23T11:00:00\.\d+Z stdout F hello$/);
});

test('--format docker marks the lines of a CRI runtime as malformed', async (t) => {
  const [record] = await runOnce(t, ['--format', 'docker', '--container', 'sidecar']);
  assert.match(record!.message, /^2026-11-23T11:00:00\.\d+Z stdout F hello$/);
  assert.equal(record!.malformed, true);
});

test('--metadata sets the names of a plain file, as for a sidecar', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, 'hello\n{"level":"info"}\n');
  const metadata = ['namespace=shop', 'pod=web-1', 'uid=2681cb7f', 'container=app'];
  const podtail = startPodtail(['--once', '--include', file, '--metadata', ...metadata], { test: t });
  await podtail.exit();
  assert.deepEqual(
    podtail.seen.map(({ time, ...record }) => record),
    ['hello', '{"level":"info"}'].map((message) => ({
      namespace: 'shop',
      pod: 'web-1',
      uid: '2681cb7f',
      container: 'app',
      path: file,
      message,
    })),
  );
});

test('a plain file without metadata is shipped with its path (43: unmatched path still shipped)', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, 'hello\n');
  const podtail = startPodtail(['--once', '--include', file], { test: t });
  await podtail.exit();
  const { time, ...record } = podtail.seen[0]!;
  assert.deepEqual(record, { path: file, message: 'hello' });
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 3_600_000, time);
});

test('variables override a configuration file, and options override both', async (t) => {
  const config = 'labels: { from: file }\nnamespace: [nowhere]\npod: [nobody]\nonce: true\n';
  const env = { PODTAIL_NAMESPACE: 'ops', PODTAIL_POD: 'nobody-either' };
  const { podtail } = follow(t, { before: writeLogs, config, env, args: ['--pod', 'web-1'] });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(
    podtail.seen.map(({ namespace, pod, labels }) => [namespace, pod, labels]),
    [['ops', 'web-1', { from: 'file' }]],
  );
});

async function runOnce(
  t: TestContext,
  args: readonly string[],
  options: PodtailOptions = {},
): Promise<readonly ShippedRecord[]> {
  const { podtail } = follow(t, { ...options, args: ['--once', ...args], before: writeLogs });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  return podtail.seen;
}

/** One line in each container. */
function writeLogs(node: Node): void {
  for (const name of ALL) {
    const [namespace, pod, container] = name.split('/') as [string, string, string];
    const created = node.pod({ namespace, pod }).container(container, {
      runtime: container === 'sidecar' ? 'cri' : 'docker',
    });
    created.start();
    created.line('hello');
  }
}
