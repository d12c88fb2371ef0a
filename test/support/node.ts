import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededClock, type LogClock } from './log-time.js';
import { createPod, type Pod, type PodOptions } from './pod.js';
import { createSeededRandom, type SeededRandom } from './seeded-random.js';

/**
 * A Kubernetes node's log folders, kept by something that acts as kubelet, dockerd and CRI runtime: synchronous, and
 * the same bytes for the same seed and calls.
 */
export interface Node {
  /** What podtail is pointed at: `<pods>/<namespace>_<pod>_<uid>/<container>/<restart>.log`. */
  readonly pods: string;
  /** Where Docker's logs lie: an allowed target of the links under `pods`. */
  readonly dockerContainers: string;
  readonly random: SeededRandom;
  /** The time that lines bear. */
  readonly clock: LogClock;
  pod(options: PodOptions): Pod;
}

export interface NodeOptions {
  /** 1 if not given. */
  readonly seed?: number;
  /** A clock of the seed's own if not given. */
  readonly clock?: LogClock;
}

/** Makes `pods/` and `docker/containers/` under a folder that is there. */
export function createNode(root: string, { seed = 1, clock }: NodeOptions = {}): Node {
  const random = createSeededRandom(seed);
  const node: Node = {
    pods: join(root, 'pods'),
    dockerContainers: join(root, 'docker', 'containers'),
    random,
    clock: clock ?? createSeededClock(random),
    pod: (options) => createPod(node, options),
  };
  mkdirSync(node.pods, { recursive: true });
  mkdirSync(node.dockerContainers, { recursive: true });
  return node;
}
