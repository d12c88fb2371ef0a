import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Container } from '../support/container.js';
import { createNode, type Node } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import type { ShippedRecord } from '../support/shipped-record.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped, endWell } from './assert-shipped.js';
import { nodeArgs } from './follow.js';
import { stopsReading } from './linux-process.js';
import { startPiped } from './pipe.js';

for (const runtime of ['docker', 'cri'] as const) {
  test(`the target of a link in /var/log/containers gives uid, restart and container id (43: path not parsed; ${runtime})`, async (t) => {
    const { node, legacy, container } = createLinkedNode(t, runtime);
    container.restart();
    container.lines(10);
    linkLegacy(legacy, container);
    const args = ['--include', join(legacy, '*.log'), '--allow-target', node.pods, node.dockerContainers];
    const podtail = startPodtail(args, { test: t });
    await podtail.records(10);
    container.lines(10);
    container.rotate();
    container.lines(10);
    await podtail.records(30);
    await endWell(podtail);
    assert.deepEqual([container.run.restart, container.run.written.length], [1, 30]);
    assertShipped(podtail, [container.run]);
  });

  test(`a file that two globs match is read once, and that is logged once (${runtime})`, async (t) => {
    const { node, legacy, container } = createLinkedNode(t, runtime);
    linkLegacy(legacy, container);
    container.lines(10);
    const podtail = startPodtail(bothGlobs(node, legacy), { test: t });
    await podtail.records(10);
    container.rotate();
    container.lines(10);
    await podtail.records(20);
    await endWell(podtail);
    assertShipped(podtail, container.runs);
    const said = podtail.log.filter((line) => line.includes('is not read'));
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0]!, /leads to the same file as .*, which is followed already/);
  });

  test(`a file that two globs match continues, without repeats, when the kubelet deletes one of the links (${runtime})`, async (t) => {
    const { node, legacy, container } = createLinkedNode(t, runtime);
    const link = linkLegacy(legacy, container);
    container.lines(10);
    const podtail = startPodtail(bothGlobs(node, legacy), { test: t });
    await podtail.logLine(/leads to the same file as/);
    await podtail.records(10);
    rmSync(link);
    // Which of the two paths takes it over, and when, is podtail's business: it has said so by then.
    await podtail.logLine(/"msg":"[^"]* is read now"/);
    container.lines(10);
    await podtail.record(({ message }) => message === container.run.written.at(-1)!.text);
    await endWell(podtail);
    assertShipped(podtail, container.runs);
  });

  test(`a file that two globs match keeps its order over a rotation during a read (26: order lost; ${runtime})`, async (t) => {
    const { node, legacy, container } = createLinkedNode(t, runtime);
    linkLegacy(legacy, container);
    const { podtail, lines } = startPiped(t, bothGlobs(node, legacy));
    for (let number = 0; number < 20_000; number++) container.line(`${number} `.padEnd(200, 'x'));
    await lines(1);
    await stopsReading(podtail.pid, Number.POSITIVE_INFINITY);
    container.rotate();
    for (let number = 20_000; number < 40_000; number++) container.line(`${number} `.padEnd(200, 'x'));
    await stopsReading(podtail.pid, Number.POSITIVE_INFINITY);
    const messages = (await lines(40_000)).map((line) =>
      Number.parseInt((JSON.parse(line) as ShippedRecord).message, 10),
    );
    const wrong = messages.findIndex((number, index) => number !== index);
    assert.equal(wrong, -1, `line ${wrong} to come is number ${messages[wrong]}`);
    await endWell(podtail);
  });
}

/** A node with one container, and a folder for links such as the kubelet makes for older log shippers. */
function createLinkedNode(t: TestContext, runtime: 'docker' | 'cri') {
  const root = temporaryFolder(t);
  const node: Node = createNode(root);
  const legacy = join(root, 'containers');
  mkdirSync(legacy);
  const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('app', { runtime });
  container.start();
  return { node, legacy, container };
}

function bothGlobs(node: Node, legacy: string): string[] {
  return ['--include', join(legacy, '*.log'), ...nodeArgs(node)];
}

function linkLegacy(legacy: string, { run }: Container): string {
  const { pod, namespace, container, files } = run;
  const link = join(legacy, `${pod}_${namespace}_${container}-${files.containerId ?? 'f'.repeat(64)}.log`);
  symlinkSync(files.path, link);
  return link;
}
