import assert from 'node:assert/strict';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { stringify } from 'yaml';
import { commandsOf } from '../docs/document.js';
import { readRepository, runPodtail, variablesOf } from '../examples/example-podtail.js';
import { configurationOf, findKind, type KubernetesObject, parseManifest, readManifest } from '../examples/manifest.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';
import { type Validator, validate, validatorsBuild } from './validators/validators-build.js';

const CHART = 'examples/helm/podtail';
const VALUES = readdirSync(join(repositoryRoot, 'examples/helm/values')).map((name) => `examples/helm/values/${name}`);
const DOCUMENT = 'docs/deployment.md';
const ALERTS = 'examples/prometheus/podtail-alerts.yaml';

test('the examples, checked by real validators', async (t) => {
  if (skipWithout(t, whyNoServer(validatorsBuild))) return;

  await t.test('hadolint finds no problem in the Dockerfile', () => {
    validate('hadolint', ['examples/docker/Dockerfile']);
    refuses('hadolint', ['-'], 'FROM node\nRUN cd /x && sudo apt-get install foo\n');
  });

  await t.test('the manifests match the strict schemas of Kubernetes', (t) => {
    for (const file of readdirSync(join(repositoryRoot, 'examples/kubernetes'))) {
      validate('kubernetes-validate', [`examples/kubernetes/${file}`]);
    }
    const wrong = readRepository('examples/kubernetes/daemonset.yaml').replace('readOnly: true', 'readonly: true');
    refuses('kubernetes-validate', [temporaryFile(t, 'wrong.yaml', wrong)]);
  });

  await t.test('the linter of Helm finds no problem in the chart', () => {
    validate('helm', ['lint', '--strict', CHART]);
  });

  for (const values of VALUES) {
    await t.test(`${values}: the chart renders valid manifests and a valid configuration`, (t) => {
      const rendered = render(['--values', values]);
      validate('kubernetes-validate', [temporaryFile(t, 'rendered.yaml', rendered)]);
      const configuration = configurationOf(parseManifest(rendered));
      const file = temporaryFile(t, 'podtail.yaml', configuration);
      const { status, stdout, stderr } = runPodtail(['check', '-c', file], variablesOf(configuration));
      // Secrets are mounted in the cluster alone.
      const warnings = stderr.split('\n').filter((line) => line !== '' && !line.includes(' cannot be read here ('));
      assert.deepEqual([status, warnings], [0, []]);
      assert.match(stdout, /^includeOwnLog: false$/m);
    });
  }

  await t.test('the chart without values is the DaemonSet of the manifests', () => {
    const plain = readManifest('examples/kubernetes/daemonset.yaml');
    assert.deepEqual(podSpecOf(parseManifest(render([]))), podSpecOf(plain));
  });

  await t.test('the chart accepts each kind of value, and refuses unknown ones', (t) => {
    const settings = [
      ...['image.repository=registry.example.com/podtail', 'image.tag=v1', 'imagePullSecrets[0].name=pull'],
      ...['env[0].name=A', 'env[0].value=b', 'podLabels.team=ops', 'podAnnotations.note=x'],
      ...['priorityClassName=', 'podLogsDir=/data/pods', 'logFolders={/data/docker/containers}'],
      ...['networkPolicy.enabled=true', 'networkPolicy.from[0].namespaceSelector.matchLabels.team=ops'],
    ];
    const rendered = render(settings.flatMap((setting) => ['--set', setting]));
    validate('kubernetes-validate', [temporaryFile(t, 'rendered.yaml', rendered)]);
    assert.match(rendered, /value: "\/data\/pods\/\*\/\*\/\*\.log"/);
    assert.doesNotMatch(rendered, /priorityClassName/);
    const others = render(['--set', 'listen.address=::', '--set', 'podLogsDir=/data/pods/']);
    assert.match(others, /value: "\[::\]:9464"/);
    assert.match(others, /value: "\/data\/pods\/\*\/\*\/\*\.log"/);
    for (const wrong of ['imag.tag=1', 'listen.port=99999', 'config.sinks=null', 'logFolders={logs}']) {
      refuses('helm', ['template', 'podtail', CHART, '--set', wrong]);
    }
  });

  await t.test('the chart creates a PodMonitor for the Prometheus operator instead of annotations', () => {
    const monitor = ['podMonitor.enabled=true', 'podMonitor.labels.release=prometheus'];
    const rendered = render(monitor.flatMap((setting) => ['--set', setting]));
    const { metadata, spec } = findKind(parseManifest(rendered), 'PodMonitor') as unknown as {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: { readonly podMetricsEndpoints: readonly { readonly port: string; readonly path: string }[] };
    };
    assert.equal(metadata.labels.release, 'prometheus');
    assert.deepEqual(
      spec.podMetricsEndpoints.map(({ port, path }) => [port, path]),
      [['http', '/metrics']],
    );
    assert.doesNotMatch(rendered, /prometheus\.io/);
  });

  await t.test('the chart gives podtail a token and a role only if it asks the kubelet', (t) => {
    const kindsOf = (...settings: readonly string[]): string[] => {
      const rendered = render(settings.flatMap((setting) => ['--set', setting]));
      validate('kubernetes-validate', [temporaryFile(t, 'rendered.yaml', rendered)]);
      const objects: readonly KubernetesObject[] = parseManifest(rendered);
      const isMounted = findKind(objects, 'DaemonSet').spec!.template!.spec.automountServiceAccountToken === true;
      return [...objects.map(({ kind }) => kind), ...(isMounted ? ['token'] : [])].sort();
    };
    const plain = ['ConfigMap', 'DaemonSet'];
    assert.deepEqual(kindsOf(), plain);
    const withRole = ['ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'DaemonSet', 'ServiceAccount', 'token'];
    assert.deepEqual(kindsOf('config.kubernetes.labels={app}'), withRole);
    assert.deepEqual(kindsOf('config.kubernetes.from=file', 'config.kubernetes.file=/pods.json'), plain);
    const proxy = render(['--set', 'config.kubernetes.labels={app}', '--set', 'kubeletPermission=nodes/proxy']);
    assert.match(proxy, /resources: \[nodes\/proxy\]/);
    refuses('helm', ['template', 'podtail', CHART, '--set', 'kubeletPermission=pods']);
  });

  await t.test('the Helm commands of the document render valid manifests', (t) => {
    const start = 'helm upgrade --install ';
    const commands = commandsOf(readRepository(DOCUMENT)).filter((command) => command.startsWith(start));
    assert.ok(commands.length >= 3);
    for (const command of commands) {
      const args = command.slice(start.length).split(' ');
      const rendered = validate('helm', ['template', ...args.filter((arg) => arg !== '--create-namespace')]);
      validate('kubernetes-validate', [temporaryFile(t, 'rendered.yaml', rendered)]);
    }
  });

  await t.test('the chart has the version of podtail', () => {
    const { version } = JSON.parse(readRepository('package.json')) as { version: string };
    assert.match(
      readRepository(`${CHART}/Chart.yaml`),
      new RegExp(`^version: ${version}\nappVersion: ${version}$`, 'm'),
    );
  });

  await t.test('the Compose file is valid', (t) => {
    validate('compose', ['examples/compose/compose.yaml']);
    const wrong = readRepository('examples/compose/compose.yaml').replace('read_only:', 'readonly:');
    refuses('compose', [temporaryFile(t, 'compose.yaml', wrong)]);
  });

  await t.test('Prometheus accepts the alerts, and they fire exactly when they should', (t) => {
    validate('promtool', ['check', 'rules', ALERTS]);
    validate('promtool', ['test', 'rules', 'examples/prometheus/podtail-alerts.test.yaml']);
    const path = readRepository('examples/compose/prometheus.yml').replace(
      '/etc/prometheus/podtail-alerts.yaml',
      join(repositoryRoot, ALERTS),
    );
    validate('promtool', ['check', 'config', temporaryFile(t, 'prometheus.yml', path)]);
    const [, discovery] = /^```yaml prometheus\n(.*?)^```$/ms.exec(readRepository(DOCUMENT))!;
    // Debian's promtool is built without the discovery of Kubernetes.
    const known = discovery!.replace('kubernetes_sd_configs: [{ role: pod }]', 'static_configs: [{ targets: [node] }]');
    validate('promtool', ['check', 'config', temporaryFile(t, 'prometheus.yml', known)]);
  });

  await t.test('Prometheus accepts the names of the metrics', () => {
    validate('promtool', ['check', 'metrics'], readRepository('test/fixtures/metrics.prom'));
  });

  await t.test('Prometheus accepts every query of the dashboard', (t) => {
    const { panels } = JSON.parse(readRepository('examples/grafana/podtail.json')) as {
      panels: readonly { targets?: readonly { expr: string }[] }[];
    };
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    assert.ok(queries.length > 20);
    const rules = queries.map((query, index) => ({
      record: `query_${index}`,
      expr: query.replaceAll(/\$__(rate_interval|range)/g, '5m').replaceAll(/\$(instance|namespace|sink)/g, '.*'),
    }));
    validate('promtool', ['check', 'rules', temporaryFile(t, 'r.yaml', stringify({ groups: [{ name: 'r', rules }] }))]);
  });

  await t.test('systemd accepts the unit, and rates it as well restricted', (t) => {
    const program = temporaryFile(t, 'podtail', '#!/bin/sh\n');
    chmodSync(program, 0o755);
    const unit = readRepository('examples/systemd/podtail.service').replaceAll('/usr/bin/podtail', program);
    const file = temporaryFile(t, 'podtail.service', unit);
    validate('systemd-analyze', ['verify', file]);
    validate('systemd-analyze', ['security', '--offline=true', '--threshold=21', file]);
  });
});

function render(args: readonly string[]): string {
  return validate('helm', ['template', 'podtail', CHART, '--namespace', 'podtail', ...args]);
}

/** Asserts that a validator is not content: else its being content with the examples would say nothing. */
function refuses(validator: Validator, args: readonly string[], input?: string): void {
  assert.throws(() => validate(validator, args, input), new RegExp(`^Error: ${validator} `));
}

/** A DaemonSet's pods, without what has no meaning: the names of volumes. */
function podSpecOf(objects: readonly KubernetesObject[]): unknown {
  const spec = findKind(objects, 'DaemonSet').spec!.template!.spec;
  const kinds = new Map(spec.volumes.map((volume) => [volume.name, volume.hostPath?.path ?? 'config']));
  return JSON.parse(JSON.stringify(spec), (key, value: unknown) =>
    key === 'name' && kinds.has(value as string) ? kinds.get(value as string) : value,
  );
}

function temporaryFile(t: TestContext, name: string, content: string): string {
  const file = join(temporaryFolder(t), name);
  writeFileSync(file, content);
  return file;
}
