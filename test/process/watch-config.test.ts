import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { endWell } from './assert-shipped.js';
import { createReloadRoom, formatConfig, nextOutcome, outcomes } from './reload-room.js';

const configOf = (round: number) => ({ labels: { round: String(round) } });

test('with --watch-config changes of a Kubernetes ConfigMap are applied when the link ..data is exchanged, repeatedly', async (t) => {
  const { file, start } = createReloadRoom(t, {});
  const volume = join(dirname(file), 'volume');
  mkdirSync(volume);
  // As the kubelet does it: https://pkg.go.dev/k8s.io/kubernetes/pkg/volume/util#AtomicWriter
  const project = (round: number): void => {
    const folder = `..2026_11_24_10_00_0${round}.1`;
    mkdirSync(join(volume, folder));
    writeFileSync(join(volume, folder, 'podtail.yaml'), formatConfig(configOf(round)));
    symlinkSync(folder, join(volume, '..data_tmp'));
    renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
    if (round > 0) rmSync(join(volume, `..2026_11_24_10_00_0${round - 1}.1`), { recursive: true });
  };
  project(0);
  symlinkSync('..data/podtail.yaml', join(volume, 'podtail.yaml'));
  const podtail = start(['--watch-config', '--listen', '127.0.0.1:0'], {}, join(volume, 'podtail.yaml'));
  await podtail.logLine(/the status is served at/);
  for (let round = 1; round <= 3; round++) {
    project(round);
    const { msg } = await nextOutcome(podtail, round - 1);
    assert.match(msg, /reloaded: changed labels/);
  }
  await endWell(podtail);
  assert.equal(outcomes(podtail).length, 3, 'once for each change');
});

test('with watchConfig a file that an editor replaces is applied once, an invalid one is refused once, and an unchanged one is ignored', async (t) => {
  const { node, file, start } = createReloadRoom(t, { watchConfig: true, ...configOf(0) });
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  const podtail = start(['--listen', '127.0.0.1:0']);
  await podtail.logLine(/the status is served at/);
  const save = (text: string): void => {
    writeFileSync(`${file}~`, text.slice(0, 5));
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  };
  save(formatConfig({ watchConfig: true, ...configOf(1) }));
  assert.match((await nextOutcome(podtail, 0)).msg, /reloaded: changed labels/);
  save('labels: [1]\n');
  const refused = await nextOutcome(podtail, 1);
  assert.deepEqual([refused.file, refused.line, refused.key], [file, 1, 'labels']);
  // Written in place, in two steps.
  writeFileSync(file, 'watchConfig: false\n');
  writeFileSync(file, formatConfig({ watchConfig: false, ...configOf(2) }));
  assert.match((await nextOutcome(podtail, 2)).msg, /reloaded: changed labels, watchConfig/);
  container.line('the last');
  await podtail.record(({ message }) => message === 'the last');
  // It is not looked at any more, but for SIGHUP.
  save(formatConfig({ ...configOf(3) }));
  podtail.signal('SIGHUP');
  assert.match((await nextOutcome(podtail, 3)).msg, /reloaded: changed labels/);
  podtail.signal('SIGHUP');
  assert.match((await nextOutcome(podtail, 4)).msg, /reloaded: no changes/);
  await endWell(podtail);
  assert.equal(outcomes(podtail).length, 5);
});

test('with watchConfig a secret that the configuration names as ${file:…} is used after it was exchanged', async (t) => {
  const { root, node, file, start } = createReloadRoom(t, {});
  const secret = join(root, 'secret');
  writeFileSync(secret, 'old\n');
  const text = formatConfig({ watchConfig: true, labels: { told: `\${file:${secret}}` } });
  writeFileSync(file, text);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
  container.start();
  const podtail = start(['--listen', '127.0.0.1:0']);
  await podtail.logLine(/the status is served at/);
  writeFileSync(`${secret}.new`, 'new\n');
  renameSync(`${secret}.new`, secret);
  assert.match((await nextOutcome(podtail, 0)).msg, /reloaded: changed labels/);
  container.line('told');
  const record = await podtail.record(({ message }) => message === 'told');
  assert.deepEqual((record as unknown as { labels: object }).labels, { told: 'new' });
  await endWell(podtail);
});

test('watchConfig without a file causes a warning', async (t) => {
  const { start } = createReloadRoom(t, {});
  const podtail = start(['--watch-config', '--once', '--sink', 'null'], {}, null);
  await podtail.logLine(/watchConfig needs a configuration file/);
  await podtail.exit();
});
