import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Container, createContainer } from './container.js';
import { type ContainerRun, type RunIdentity, startContainerRun } from './container-run.js';
import { createCriFiles } from './cri-files.js';
import type { CriWriter } from './cri-line.js';
import { createDockerFiles } from './docker-files.js';
import type { Node } from './node.js';
import { criFormat, dockerFormat } from './runtime-format.js';

export interface PodOptions {
  readonly namespace: string;
  readonly pod: string;
  /** A dashed UUID of the seed's own if not given. */
  readonly uid?: string;
}

export interface Pod {
  readonly uid: string;
  container(name: string, options: ContainerOptions): Container;
  /** Deletes all its containers' logs and folders. */
  remove(): void;
}

export interface ContainerOptions {
  readonly runtime: 'docker' | 'cri';
  /** How many files a log may have, the live one counted: 3 with Docker, 5 with CRI if not given. */
  readonly maxFiles?: number;
  /** Docker: whether rotated files are gzipped (default no). CRI's always are, at the next rotation. */
  readonly compress?: boolean;
  /** Docker: whether logrotate rotates, by copying and truncating (default no: dockerd does, by renaming). */
  readonly copytruncate?: boolean;
  /** Docker: what its `labels` and `env` options add to each line. */
  readonly attrs?: Readonly<Record<string, string>>;
  /** CRI: who writes (default containerd). */
  readonly criWriter?: CriWriter;
}

type PodNode = Omit<Node, 'pod'>;

export function createPod(node: PodNode, { namespace, pod, uid = randomUid(node) }: PodOptions): Pod {
  const folder = join(node.pods, `${namespace}_${pod}_${uid}`);
  const containers: Container[] = [];
  return {
    uid,
    container: (name, options) => {
      const created = createContainer({
        random: node.random,
        startRun: (restart) => startRun(node, folder, { namespace, pod, uid, container: name, restart }, options),
        removeFolder: () => rmSync(join(folder, name), { recursive: true, force: true }),
      });
      containers.push(created);
      return created;
    },
    remove: () => {
      for (const container of containers) container.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startRun(node: PodNode, folder: string, identity: RunIdentity, options: ContainerOptions): ContainerRun {
  const path = join(folder, identity.container, `${identity.restart}.log`);
  const { clock, random, dockerContainers } = node;
  if (options.runtime === 'cri') {
    const { criWriter = 'containerd', maxFiles = 5 } = options;
    const openFiles = () => createCriFiles({ path, maxFiles, clock });
    return startContainerRun({ identity, format: criFormat(criWriter), openFiles, clock });
  }
  const { maxFiles = 3, compress = false, copytruncate = false, attrs } = options;
  const docker = {
    path,
    containersFolder: dockerContainers,
    containerId: random.hex(64),
    maxFiles,
    compress,
    copytruncate,
  };
  return startContainerRun({
    identity,
    format: dockerFormat(attrs),
    openFiles: (lastTime) => createDockerFiles({ ...docker, lastTime }),
    clock,
  });
}

function randomUid({ random }: PodNode): string {
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
}
