import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createDiscovery } from '../../src/discover/discovery.js';
import { createSilentWatches } from '../../src/os/directory-watches.js';
import { createNode } from '../support/node.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { createDiscoveryRoom } from './discovery-room.js';
import { remove, touch } from './files.js';

const POD_GLOB = 'pods/*/*/*.log';
const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';

describe('discovery', () => {
  it('returns for each log which container writes it', (t) => {
    const room = createDiscoveryRoom(t, { include: [POD_GLOB] });
    const node = createNode(room.folder);
    const pod = node.pod({ namespace: 'default', pod: 'web', uid: UID });
    const docker = pod.container('old', { runtime: 'docker' }).start();
    const cri = pod.container('new', { runtime: 'cri' }).start();
    room.discovery.start();
    const metadata = { namespace: 'default', pod: 'web', uid: UID, restart: 0 };
    assert.deepEqual(room.sources.get(docker.files.path), {
      path: docker.files.path,
      metadata: { ...metadata, container: 'old' },
      writtenByRuntime: true,
      containerId: docker.files.containerId,
    });
    assert.deepEqual(room.sources.get(cri.files.path), {
      path: cri.files.path,
      metadata: { ...metadata, container: 'new' },
      writtenByRuntime: true,
    });
  });

  it('finds new files, and drops deleted ones, with sweeps only', (t) => {
    const room = createDiscoveryRoom(t, { include: [POD_GLOB] });
    touch(room.folder, 'pods/a/c/0.log', 'pods/a/c/ignored.txt', 'pods/a/0.log', 'pods/0.log');
    room.discovery.start();
    assert.deepEqual(room.take(), ['found pods/a/c/0.log']);
    touch(room.folder, 'pods/a/c/1.log', 'pods/a/d/0.log', 'pods/b/c/0.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found pods/a/c/1.log', 'found pods/a/d/0.log', 'found pods/b/c/0.log']);
    remove(room.folder, 'pods/a/c/0.log');
    remove(room.folder, 'pods/b');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['gone pods/a/c/0.log', 'gone pods/b/c/0.log']);
    touch(room.folder, 'pods/b/c/0.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found pods/b/c/0.log']);
    room.discovery.sweep();
    assert.deepEqual(room.take(), []);
    assert.deepEqual(room.diagnostics.said, []);
  });

  it('waits for a missing root, and for one that disappears and appears again', (t) => {
    const room = createDiscoveryRoom(t, { include: ['var/log/pods/*/*/*.log'] });
    const root = path.join(room.folder, 'var/log/pods');
    room.discovery.start();
    room.discovery.sweep();
    assert.deepEqual(room.diagnostics.said, [`problem: ${root} cannot be read: it does not exist; is it mounted?`]);
    touch(room.folder, 'var/log/pods/a/c/0.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found var/log/pods/a/c/0.log']);
    assert.equal(room.diagnostics.said.at(-1), `solved: ${root} can be read now`);
    remove(room.folder, 'var/log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['gone var/log/pods/a/c/0.log']);
    touch(room.folder, 'var/log/pods/a/c/0.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found var/log/pods/a/c/0.log']);
  });

  it('reports a file in place of the root, and continues when it is a folder', (t) => {
    const room = createDiscoveryRoom(t, { include: ['logs/*.log'] });
    touch(room.folder, 'logs');
    room.discovery.start();
    room.discovery.sweep();
    assert.equal(room.diagnostics.said.length, 1);
    assert.match(room.diagnostics.said[0]!, /logs cannot be read: it is not a folder/);
    remove(room.folder, 'logs');
    touch(room.folder, 'logs/a.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found logs/a.log']);
  });

  it('notices that a folder was replaced by a file, and back', (t) => {
    const room = createDiscoveryRoom(t, { include: ['logs/*/*.log'] });
    touch(room.folder, 'logs/a/0.log');
    room.discovery.start();
    remove(room.folder, 'logs/a');
    touch(room.folder, 'logs/a');
    room.discovery.sweep();
    remove(room.folder, 'logs/a');
    touch(room.folder, 'logs/a/1.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found logs/a/0.log', 'found logs/a/1.log', 'gone logs/a/0.log']);
  });

  it('reports a path once if several globs match it, at the same root or in each other', (t) => {
    const room = createDiscoveryRoom(t, { include: ['logs/*.log', 'logs/a*', '*/a.log', '**/a.log', 'logs/a.log'] });
    touch(room.folder, 'logs/a.log');
    room.discovery.start();
    assert.deepEqual(room.take(), ['found logs/a.log']);
    remove(room.folder, 'logs/a.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['gone logs/a.log']);
  });

  it('accepts a path without wildcards', (t) => {
    const room = createDiscoveryRoom(t, { include: ['logs/app.log', 'gone.log'] });
    touch(room.folder, 'logs/app.log', 'logs/other.log');
    room.discovery.start();
    assert.deepEqual(room.take(), ['found logs/app.log']);
  });

  it('resolves relative globs from the working directory', (t) => {
    const folder = temporaryFolder(t);
    touch(folder, 'logs/a.log', 'logs/b.log');
    const found: string[] = [];
    const globs = { include: ['logs/*.log'], exclude: ['logs/b*'] };
    const before = process.cwd();
    process.chdir(folder);
    t.after(() => process.chdir(before));
    const options = { ...globs, namespace: [], pod: [], container: [], metadata: {} };
    createDiscovery(options, createSilentWatches(), createSpokenDiagnostics(), {
      onFound: (source) => found.push(source.path),
      onGone: () => {},
    }).start();
    assert.deepEqual(found, [path.join(folder, 'logs/a.log')]);
  });

  it('follows links to folders with *, and only real folders with **', (t) => {
    const room = createDiscoveryRoom(t, { include: ['star/*/*.log', 'stars/**/*.log'] });
    touch(room.folder, 'else/a.log', 'stars/b/c.log', 'star/b/d.log');
    fs.symlinkSync(path.join(room.folder, 'else'), path.join(room.folder, 'star/link'));
    fs.symlinkSync(path.join(room.folder, 'stars'), path.join(room.folder, 'stars/b/circle'));
    fs.symlinkSync(path.join(room.folder, 'late'), path.join(room.folder, 'star/late'));
    room.discovery.start();
    assert.deepEqual(room.take(), ['found star/b/d.log', 'found star/link/a.log', 'found stars/b/c.log']);
    touch(room.folder, 'late/e.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), ['found star/late/e.log']);
  });

  it('reports paths that are not regular files, so that the tailer can say what is wrong', (t) => {
    const room = createDiscoveryRoom(t, { include: ['logs/*'] });
    touch(room.folder, 'logs/folder/a.log');
    fs.symlinkSync('nowhere', path.join(room.folder, 'logs/dangling'));
    fs.symlinkSync('circle', path.join(room.folder, 'logs/circle'));
    room.discovery.start();
    assert.deepEqual(room.take(), ['found logs/circle', 'found logs/dangling', 'found logs/folder']);
  });

  it('leaves rotated files of pods and Docker to their logs, also with a wide glob', (t) => {
    const room = createDiscoveryRoom(t, { include: ['pods/*/*/*.log*', 'docker/containers/*/*', 'own/*.log*'] });
    const node = createNode(room.folder);
    const pod = node.pod({ namespace: 'default', pod: 'web', uid: UID });
    const docker = pod.container('docker', { runtime: 'docker', compress: true });
    const cri = pod.container('cri', { runtime: 'cri' });
    for (const container of [docker, cri]) {
      container.start();
      for (let rotation = 0; rotation < 3; rotation++) {
        container.lines(3);
        container.rotate();
      }
    }
    touch(room.folder, 'own/app.log', 'own/app.log.1');
    room.discovery.start();
    const { containerId } = docker.run.files;
    assert.deepEqual(room.present(), [
      `docker/containers/${containerId}/${containerId}-json.log`,
      'own/app.log',
      'own/app.log.1',
      `pods/default_web_${UID}/cri/0.log`,
      `pods/default_web_${UID}/docker/0.log`,
    ]);
  });

  it('leaves out what is excluded by path or by name', (t) => {
    const room = createDiscoveryRoom(t, {
      include: [POD_GLOB],
      exclude: ['pods/*/debug/*'],
      namespace: ['def*'],
      container: ['!sidecar'],
    });
    const pods = [`default_a_${UID}`, `kube-system_b_${UID}`, 'other'];
    touch(
      room.folder,
      ...pods.flatMap((pod) => ['app', 'debug', 'sidecar'].map((name) => `pods/${pod}/${name}/0.log`)),
    );
    room.discovery.start();
    assert.deepEqual(room.take(), [`found pods/default_a_${UID}/app/0.log`]);
    remove(room.folder, 'pods');
    room.discovery.sweep();
    assert.deepEqual(room.take(), [`gone pods/default_a_${UID}/app/0.log`]);
  });

  it('takes metadata from the configuration for files whose path has none', (t) => {
    const metadata = { namespace: 'default', pod: 'web' };
    const room = createDiscoveryRoom(t, { include: ['logs/*.log'], metadata, namespace: ['default'] });
    touch(room.folder, 'logs/app.log');
    room.discovery.start();
    const file = path.join(room.folder, 'logs/app.log');
    assert.deepEqual(room.sources.get(file), { path: file, metadata, writtenByRuntime: false });
  });

  it('reports nothing after it was closed', (t) => {
    const room = createDiscoveryRoom(t, { include: ['logs/*.log'] });
    touch(room.folder, 'logs/a.log');
    room.discovery.start();
    room.take();
    room.discovery.close();
    touch(room.folder, 'logs/b.log');
    room.discovery.sweep();
    assert.deepEqual(room.take(), []);
  });
});
