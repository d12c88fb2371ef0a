import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerRun } from '../../test/support/container-run.js';
import { createNode, type Node } from '../../test/support/node.js';
import type { LogFormat } from '../result.js';

/** The log folders of a node with pods of one container each; their logs are empty and open for writing. */
export interface PodTree {
  readonly root: string;
  readonly node: Node;
  readonly runs: readonly ContainerRun[];
  /** The glob of all logs. */
  readonly include: string;
  /** Where links may lead. */
  readonly targets: readonly string[];
}

/** Makes a folder, and in it what the kubelet and the runtime make for that many pods. */
export function createPodTree(root: string, format: LogFormat, pods: number, seed: number): PodTree {
  mkdirSync(root);
  const node = createNode(root, { seed });
  const runs = Array.from({ length: pods }, (_, index) =>
    node
      .pod({ namespace: 'shop', pod: `web-${node.random.hex(10)}-${index}` })
      .container('web', { runtime: format })
      .start(),
  );
  return { root, node, runs, include: join(node.pods, '*', '*', '*.log'), targets: [node.pods, node.dockerContainers] };
}
