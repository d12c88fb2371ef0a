import { test } from 'node:test';
import type { Container } from '../support/container.js';
import type { ContainerRun } from '../support/container-run.js';
import type { Node } from '../support/node.js';
import type { Pod } from '../support/pod.js';
import type { PodtailProcess } from '../support/podtail-process.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { assertShipped, countLines, endWell } from './assert-shipped.js';
import { follow } from './follow.js';

const SEED = Number(process.env.PODTAIL_SEED ?? Date.now() % 2 ** 32);
const STEPS = 300;
const MOST_PODS = 6;

test(`a live tree of both runtimes: every line arrives once, with rotations, restarts, new and deleted pods (1, 4, 5, 15; seed ${SEED})`, async (t) => {
  t.diagnostic(`PODTAIL_SEED=${SEED}`);
  const { node, podtail } = follow(t, { seed: SEED });
  const tree = createTree(node, podtail);
  for (let step = 0; step < STEPS; step++) await tree.step();
  await tree.shipped();
  await endWell(podtail);
  assertShipped(podtail, tree.runs());
});

interface Tree {
  /** Makes one change on disk. */
  step(): Promise<void>;
  /** Resolves when podtail has put out all that was written. */
  shipped(): Promise<void>;
  /** All runs, those of the pods that have gone too. */
  runs(): ContainerRun[];
}

/** Pods that write, rotate, restart, come and go at random, and no faster than podtail promises to keep up with. */
function createTree(node: Node, podtail: PodtailProcess): Tree {
  const random = createSeededRandom(SEED);
  const all: Container[] = [];
  const pods: { readonly pod: Pod; readonly containers: Container[] }[] = [];
  /** Those whose live file may be one that podtail has not opened yet: it must not be rotated away now. */
  const unseen = new Set<Container>();
  let names = 0;

  const runs = (): ContainerRun[] => all.flatMap((container) => container.runs);

  async function shipped(): Promise<void> {
    // When this line is out, the file in which it is is open.
    for (const container of unseen) container.lines(1);
    await podtail.records(countLines(runs()));
    unseen.clear();
  }

  async function addPod(): Promise<void> {
    if (pods.length === MOST_PODS) await removePod();
    const pod = node.pod({ namespace: random.pick(['shop', 'kube-system']), pod: `pod-${names++}` });
    const count = 1 + random.below(3);
    const containers = Array.from({ length: count }, (_, index) =>
      pod.container(`c${index}`, {
        runtime: random.pick(['docker', 'cri']),
        criWriter: random.pick(['containerd', 'conmon']),
        compress: random.below(2) === 0,
        ...(random.below(2) === 0 ? { attrs: { app: 'shop', tag: '<b>' } } : {}),
      }),
    );
    for (const container of containers) {
      container.start();
      unseen.add(container);
    }
    all.push(...containers);
    pods.push({ pod, containers });
  }

  /** What is deleted before it was ever opened is lost, so all has to be out first. */
  async function removePod(): Promise<void> {
    await shipped();
    const [removed] = pods.splice(random.below(pods.length), 1);
    removed!.pod.remove();
  }

  async function rotate(container: Container): Promise<void> {
    if (unseen.has(container)) await shipped();
    container.rotate({ beforeReopen: () => container.lines(random.below(4)) });
    unseen.add(container);
  }

  /** A line in pieces, with the other stream's lines and perhaps a rotation in between. */
  async function writeLongLine(container: Container): Promise<void> {
    if (unseen.has(container)) await shipped();
    const rotateAt = random.below(4);
    let gap = 0;
    container.pieces('长line '.repeat(2_000 + random.below(8_000)), 'stdout', () => {
      container.line(`between ${gap}`, 'stderr');
      if (gap++ === rotateAt) container.rotate();
    });
    unseen.add(container);
  }

  async function step(): Promise<void> {
    const choice = random.below(20);
    if (pods.length === 0 || choice === 0) return addPod();
    const container = random.pick(random.pick(pods).containers);
    if (choice === 1) return removePod();
    if (choice < 4) return rotate(container);
    if (choice < 6) return writeLongLine(container);
    if (choice < 8) {
      container.restart();
      unseen.add(container);
      return;
    }
    container.lines(1 + random.below(50));
  }

  return { step, shipped, runs };
}
