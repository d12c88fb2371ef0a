import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readFixture } from './fixture.js';
import { createNode } from './node.js';
import { temporaryFolder } from './temporary-folder.js';

const SHOP = { namespace: 'shop', pod: 'cart-0', uid: '2681cb7f-daa4-4620-bb60-1d449709181c' };

describe('a Docker container', () => {
  it('writes its log behind the link that the kubelet makes', (t) => {
    const node = createNode(temporaryFolder(t));
    const run = node.pod(SHOP).container('app', { runtime: 'docker' }).start();
    const id = run.files.containerId!;
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.equal(run.files.path, join(node.pods, `shop_cart-0_${SHOP.uid}`, 'app', '0.log'));
    assert.equal(readlinkSync(run.files.path), join(node.dockerContainers, id, `${id}-json.log`));
    assert.equal(readFileSync(run.files.path).length, 0);
  });

  it('remembers what it wrote, in order, for each run', (t) => {
    const container = createNode(temporaryFolder(t)).pod(SHOP).container('app', { runtime: 'docker' });
    const first = container.start();
    container.line('one');
    container.line('two', 'stderr');
    const second = container.restart();
    container.line(Buffer.from('three \xff', 'latin1'));
    container.unfinished('last words');
    const lines = [first, second].map(({ written }) => written.map(({ stream, text }) => `${stream} ${text}`));
    assert.deepEqual(lines, [
      ['stdout one', 'stderr two'],
      ['stdout three \ufffd', 'stdout last words'],
    ]);
    assert.equal(second.written.at(-1)!.partial, true);
    assert.equal(second.files.path, join(dirname(first.files.path), '1.log'));
    assert.notEqual(second.files.containerId, first.files.containerId);
  });

  it('renames its log to numbered files, up to the configured number', (t) => {
    const container = createNode(temporaryFolder(t)).pod(SHOP).container('app', { runtime: 'docker', maxFiles: 3 });
    const { files } = container.start();
    for (const text of ['a', 'b', 'c', 'd']) {
      container.line(text);
      container.rotate();
    }
    const names = readdirSync(dirname(files.liveFile)).map((name) => name.replace(/^.*-json/, ''));
    assert.deepEqual(names.sort(), ['.log', '.log.1', '.log.2']);
    assert.equal(readFileSync(files.liveFile).length, 0);
    assert.match(readFileSync(`${files.liveFile}.1`, 'utf8'), /"log":"d\\n"/);
    assert.match(readFileSync(`${files.liveFile}.2`, 'utf8'), /"log":"c\\n"/);
  });

  it('compresses with the last time in the gzip header, as Docker does', (t) => {
    const container = createNode(temporaryFolder(t)).pod(SHOP).container('app', { runtime: 'docker', compress: true });
    const { files, written } = container.start();
    container.line('a');
    container.rotate();
    assert.equal(existsSync(`${files.liveFile}.1`), false);
    const member = readFileSync(`${files.liveFile}.1.gz`);
    assert.match(gunzipSync(member).toString(), /"log":"a\\n"/);
    assert.equal(member.subarray(12, 12 + member.readUInt16LE(10)).toString(), `{"lastTime":"${written[0]!.time}"}`);
    const real = readFixture('docker/rotated/cc-json.log.1.gz');
    assert.deepEqual(member.subarray(0, 4), real.subarray(0, 4));
  });

  it('gives every piece of a line the time of the first, with lines of others between', (t) => {
    const container = createNode(temporaryFolder(t)).pod(SHOP).container('app', { runtime: 'docker' });
    const { files, written } = container.start();
    container.pieces('x'.repeat(20_000), 'stdout', () => container.line('between', 'stderr'));
    const lines = readFileSync(files.liveFile, 'utf8').trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      entries.map(({ log, stream }) => `${stream} ${log.length}`),
      ['stdout 16384', 'stderr 8', 'stdout 3617'],
    );
    assert.equal(entries[0].time, entries[2].time);
    assert.deepEqual(
      written.map(({ text }) => text.length),
      [7, 20_000],
    );
  });
});

describe('a CRI container', () => {
  it('writes a plain file, which the kubelet renames before it is reopened and compresses the next time', (t) => {
    const container = createNode(temporaryFolder(t)).pod(SHOP).container('app', { runtime: 'cri', maxFiles: 3 });
    const { files } = container.start();
    container.line('a');
    container.rotate({ beforeReopen: () => container.line('still a') });
    container.line('b');
    container.rotate();
    container.line('c');
    container.rotate();
    const names = readdirSync(dirname(files.path)).sort();
    assert.deepEqual(
      names.map((name) => name.replace(/\d{8}-\d{6}/, 'TIME')),
      ['0.log', '0.log.TIME.gz', '0.log.TIME'],
    );
    assert.ok(lstatSync(files.path).isFile());
    assert.match(gunzipSync(readFileSync(join(dirname(files.path), names[1]!))).toString(), /stdout F b\n$/);
  });
});

describe('a pod', () => {
  it('deletes its logs with it', (t) => {
    const node = createNode(temporaryFolder(t));
    const pod = node.pod({ namespace: 'shop', pod: 'cart-0' });
    pod.container('app', { runtime: 'docker' }).start();
    const sidecar = pod.container('sidecar', { runtime: 'cri' });
    sidecar.start();
    sidecar.rotate();
    sidecar.restart();
    sidecar.remove();
    pod.remove();
    assert.deepEqual([readdirSync(node.pods), readdirSync(node.dockerContainers)], [[], []]);
  });
});

describe('a node', () => {
  it('writes the same bytes for the same seed', (t) => {
    const logs = [1, 1, 2].map((seed) => {
      const container = createNode(temporaryFolder(t), { seed }).pod(SHOP).container('app', { runtime: 'cri' });
      const { files } = container.start();
      container.lines(100);
      return readFileSync(files.path, 'utf8');
    });
    assert.equal(logs[0], logs[1]);
    assert.notEqual(logs[0], logs[2]);
  });
});
