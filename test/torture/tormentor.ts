import type { Container } from '../support/container.js';
import type { ContainerRun } from '../support/container-run.js';
import type { Node } from '../support/node.js';

/** More than are rotated before podtail looks: what the runtime deletes unread no tailer can ship. */
const MOST_FILES = 400;

/** Acts as kubelet and runtimes: one step after the other, as the node's seed has it. */
export interface Tormentor {
  step(): void;
  runs(): ContainerRun[];
}

/** A few containers of both runtimes that write in bursts, rotate (twice in a row, too), and restart. */
export function createTormentor(node: Node): Tormentor {
  const { random } = node;
  const containers: Container[] = [];
  for (const runtime of ['docker', 'cri'] as const) {
    for (const compress of [false, true]) {
      const pod = node.pod({ namespace: 'torture', pod: `${runtime}-${compress ? 'gz' : 'plain'}` });
      for (const name of ['a', 'b']) containers.push(pod.container(name, { runtime, compress, maxFiles: MOST_FILES }));
    }
  }
  for (const container of containers) container.start();

  const actions: readonly ((container: Container) => void)[] = [
    (container) => container.lines(1 + random.below(20)),
    (container) => container.lines(1 + random.below(5)),
    (container) => container.lines(200),
    (container) => container.rotate({ beforeReopen: () => container.lines(random.below(3)) }),
    (container) => {
      container.rotate();
      container.lines(random.below(5));
      container.rotate();
    },
    (container) => container.line('long 长 '.repeat(1 + random.below(8_000)) + random.hex(16)),
    (container) => {
      if (random.below(10) === 0) container.restart();
    },
  ];
  return {
    step: () => random.pick(actions)(random.pick(containers)),
    runs: () => containers.flatMap((container) => container.runs),
  };
}
