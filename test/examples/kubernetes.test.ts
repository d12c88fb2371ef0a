import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readRepository, runPodtail } from './example-podtail.js';
import {
  type Container,
  configurationOf,
  environmentOf,
  findKind,
  type KubernetesObject,
  type PodSpec,
  readManifest,
} from './manifest.js';

const DAEMONSET = readManifest('examples/kubernetes/daemonset.yaml');
const SIDECAR = readManifest('examples/kubernetes/sidecar.yaml');
/** What a pod says of itself, by the downward API. */
const FIELDS = {
  'spec.nodeName': 'node-7',
  'status.hostIP': '10.0.0.7',
  'metadata.name': 'podtail-x7f2q',
  'metadata.namespace': 'podtail',
  'metadata.uid': '2681cb7f-daa4-4620-bb60-1d449709181c',
};
const APP = {
  node: FIELDS['spec.nodeName'],
  namespace: FIELDS['metadata.namespace'],
  pod: FIELDS['metadata.name'],
  uid: FIELDS['metadata.uid'],
  container: 'app',
};
const SHUTDOWN_GRACE_SECONDS = 10;

test('45: feedback loops — the DaemonSet ships the logs of the other pods on its node, and not its own', async (t) => {
  const spec = podSpecOf(DAEMONSET, 'DaemonSet');
  const root = temporaryFolder(t);
  const node = createNode(root);
  for (const [namespace, pod, container] of [
    ['shop', 'web-1', 'podtail'],
    ['shop', 'podtail-fan', 'podtail'],
    ['podtail', 'podtail-x7f2q', 'podtail'],
    ['podtail', 'podtail-x7f2q', 'injected'],
  ] as const) {
    const run = node.pod({ namespace, pod }).container(container, { runtime: 'cri' });
    run.start();
    run.line(`I am ${container} of ${pod}`);
  }
  const paths = { '/var/log/pods': node.pods, '/var/lib/podtail': join(root, 'state') };
  const podtail = startContainer(t, root, spec.containers[0]!, configurationOf(DAEMONSET), paths, [
    ...['--once', '--include', join(node.pods, '*/*/*.log')],
  ]);
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(podtail.seen.map(({ node, message }) => [node, message]).sort(), [
    ['node-7', 'I am injected of podtail-x7f2q'],
    ['node-7', 'I am podtail of podtail-fan'],
    ['node-7', 'I am podtail of web-1'],
  ]);
});

test('the sidecar ships what the app writes to a rotated file, with the names of the app’s pod', async (t) => {
  const spec = podSpecOf(SIDECAR, 'Pod');
  const root = temporaryFolder(t);
  const paths = { '/logs': join(root, 'logs'), '/state': join(root, 'state') };
  mkdirSync(paths['/logs']);
  const podtail = startContainer(t, root, spec.initContainers![0]!, configurationOf(SIDECAR), paths, []);

  const [shell, option, script] = spec.containers[0]!.command!;
  // One rotation, soon, and an end.
  const short = script!.replace('while true', 'while [ "$number" -lt 150 ]').replace('% 1000', '% 100');
  assert.notEqual(short, script);
  const app = spawn(shell!, [option!, replacePaths(short, paths)], { stdio: 'inherit' });
  t.after(() => app.kill());

  const records = await podtail.records(150);
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(
    records.map(({ message }) => message),
    Array.from({ length: 150 }, (_, index) => `order ${index + 1}`),
  );
  for (const record of records) {
    const { node, namespace, pod, uid, container } = record;
    assert.deepEqual({ node, namespace, pod, uid, container }, APP);
  }
});

for (const [name, spec] of [
  ['DaemonSet', podSpecOf(DAEMONSET, 'DaemonSet')],
  ['sidecar', podSpecOf(SIDECAR, 'Pod')],
] as const) {
  const container = podtailOf(spec);

  test(`the ${name} has no token, no capability, no privilege escalation, and a read-only root`, () => {
    assert.equal(spec.automountServiceAccountToken, false);
    assert.deepEqual(spec.securityContext?.seccompProfile, { type: 'RuntimeDefault' });
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test(`the ${name} can write only to its state folder`, () => {
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true);
    assert.deepEqual(
      writable.map((mount) => mount.name),
      ['state'],
    );
  });

  test(`the ${name} has a longer termination grace period than podtail needs, and this version`, () => {
    assert.ok(spec.terminationGracePeriodSeconds! > SHUTDOWN_GRACE_SECONDS);
    const { version } = JSON.parse(readRepository('package.json')) as { version: string };
    assert.equal(container.image, `podtail:${version}`);
  });
}

test('podtail can listen at the address of the manifests, and knows every variable that they set', () => {
  for (const spec of [podSpecOf(DAEMONSET, 'DaemonSet'), podSpecOf(SIDECAR, 'Pod')]) {
    const { status, stdout, stderr } = runPodtail(['check'], environmentOf(podtailOf(spec), FIELDS));
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^listen: 0\.0\.0\.0:9464$/m);
  }
});

function podSpecOf(objects: readonly KubernetesObject[], kind: string): PodSpec {
  const spec = findKind(objects, kind).spec!;
  return spec.template?.spec ?? spec;
}

function podtailOf({ initContainers = [], containers }: PodSpec): Container {
  return [...initContainers, ...containers].find(({ name }) => name === 'podtail')!;
}

/** Runs podtail as the kubelet would start the container, with these folders in place of those that are mounted. */
function startContainer(
  test: TestContext,
  root: string,
  container: Container,
  configuration: string,
  paths: Readonly<Record<string, string>>,
  more: readonly string[],
) {
  const file = join(root, 'podtail.yaml');
  writeFileSync(file, replacePaths(configuration, paths));
  const args = container.args!.map((arg) => arg.replace('/etc/podtail/podtail.yaml', file));
  const { PODTAIL_LISTEN: _, ...env } = environmentOf(container, FIELDS);
  return startPodtail([...args, ...more], { test, env });
}

function replacePaths(text: string, paths: Readonly<Record<string, string>>): string {
  return Object.entries(paths).reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text);
}
