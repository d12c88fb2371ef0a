import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createNode, type Node } from '../support/node.js';
import { type PodtailOptions, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { nodeArgs } from './follow.js';
import { startPiped } from './pipe.js';

const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';
const ENVIRONMENT = { POD_NAMESPACE: 'ops', POD_NAME: 'ship-1', POD_UID: UID, CONTAINER_NAME: 'podtail' };
const OTHERS = ['ops/ship-1/app', 'shop/web-1/podtail'];
const ALL = ['ops/ship-1/app', 'ops/ship-1/podtail', 'shop/web-1/podtail'];
const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

test('45: feedback loops — podtail excludes its own container by default, not its whole pod; exclusions are listed', async (t) => {
  const { node, own } = logsOf(t);
  const env = ENVIRONMENT;
  const { containers, log } = await shipped(t, node, [], { env });
  assert.deepEqual(containers, OTHERS);
  assert.ok(log.some((line) => line.includes(`${own} is not read: it is the log of podtail itself`)));

  const problems = new Map(
    (await listed(t, [...nodeArgs(node)], { env })).map(({ path, problem }) => [path, problem] as const),
  );
  assert.deepEqual([problems.size, problems.get(own)?.slice(0, 31)], [3, 'it is the log of podtail itself']);
  const explained = startPiped(t, ['files', ...nodeArgs(node), '--explain', own], { env });
  assert.match(
    (await explained.lines()).join('\n'),
    /is not read: it is the log of podtail itself; --include-own-log includes it/,
  );
});

test('its own log is read with includeOwnLog', async (t) => {
  const { node } = logsOf(t);
  assert.deepEqual((await shipped(t, node, ['--include-own-log'], { env: ENVIRONMENT })).containers, ALL);
});

test('nothing is excluded if podtail knows its pod, but not its container', async (t) => {
  const { node } = logsOf(t);
  const { CONTAINER_NAME: _, ...env } = ENVIRONMENT;
  assert.deepEqual((await shipped(t, node, [], { env })).containers, ALL);
});

test('its own container is found by the mounted termination log, without help of the environment', {
  skip: !canMount && 'needs to make mounts',
}, async (t) => {
  const { node, root } = logsOf(t);
  const kubelets = join(root, 'kubelet/pods', UID, 'containers/podtail');
  mkdirSync(kubelets, { recursive: true });
  const [from, to] = [join(kubelets, '0a1b2c3d'), join(root, 'termination-log')];
  for (const file of [from, to]) writeFileSync(file, '');
  const within = ['unshare', '--mount', 'sh', '-c', `mount --bind '${from}' '${to}' && exec "$@"`, 'sh'];
  assert.deepEqual((await shipped(t, node, [], { within })).containers, OTHERS);
});

test('a sidecar reads the files of its app, though they have the names of its own pod', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, 'hello\n');
  const metadata = ['namespace=ops', 'pod=ship-1', `uid=${UID}`, 'container=podtail'];
  const podtail = startPodtail(['--once', '--include', file, '--metadata', ...metadata], { test: t, env: ENVIRONMENT });
  await podtail.exit();
  assert.deepEqual(
    podtail.seen.map(({ message }) => message),
    ['hello'],
  );
});

/** A node with the log of podtail's own container, of one beside it, and of one that has its name. */
function logsOf(t: TestContext) {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const ship = node.pod({ namespace: 'ops', pod: 'ship-1', uid: UID });
  const containers = [
    ship.container('app', { runtime: 'cri' }),
    ship.container('podtail', { runtime: 'docker' }),
    node.pod({ namespace: 'shop', pod: 'web-1' }).container('podtail', { runtime: 'cri' }),
  ];
  for (const container of containers) {
    container.start();
    container.lines(1);
  }
  return { root, node, own: containers[1]!.run.files.path };
}

async function shipped(t: TestContext, node: Node, args: readonly string[], options: PodtailOptions) {
  const podtail = startPodtail(['--once', ...nodeArgs(node), ...args], { ...options, test: t });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  const containers = podtail.seen.map(({ namespace, pod, container }) => `${namespace}/${pod}/${container}`).sort();
  return { containers, log: podtail.log };
}

async function listed(t: TestContext, args: readonly string[], options: PodtailOptions) {
  const { podtail, lines } = startPiped(t, ['files', '--json', ...args], options);
  const text = (await lines()).join('\n');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  return JSON.parse(text) as { readonly path: string; readonly problem?: string }[];
}
