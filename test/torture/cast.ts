import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerRun, startContainerRun } from '../support/container-run.js';
import type { Node } from '../support/node.js';
import { createPlainFiles, type PlainFilesOptions } from '../support/plain-files.js';
import type { ContainerOptions } from '../support/pod.js';
import { plainFormat } from '../support/runtime-format.js';

/** Who writes a log. Each function begins a run, which ends the one before. */
export interface Actor {
  readonly isPlain: boolean;
  /** Whether its log is rotated by being copied and truncated. */
  readonly truncates: boolean;
  start(): ContainerRun;
  /** A new run whose log the same link leads to, where there is a link. */
  retarget?(): ContainerRun;
  /** A new file at the same path, after the old ones were deleted; of an application alone. */
  recreate?(): ContainerRun;
  /** Deletes all logs. */
  remove(): void;
}

/** More files than there are rotations between two lives of podtail: all stay until it has read them. */
const MANY = 80;
/** More than there are in any run. */
const ALL = 10_000;

const CONTAINERS: readonly ContainerOptions[] = [
  { runtime: 'docker', maxFiles: MANY },
  { runtime: 'docker', maxFiles: MANY, compress: true },
  { runtime: 'docker', maxFiles: 3 },
  { runtime: 'docker', maxFiles: 5, compress: true },
  { runtime: 'docker', maxFiles: 4, copytruncate: true },
  { runtime: 'cri', maxFiles: MANY },
  { runtime: 'cri', maxFiles: MANY, criWriter: 'conmon' },
  { runtime: 'cri', maxFiles: 5 },
];

const APPLICATIONS: readonly Omit<PlainFilesOptions, 'path'>[] = [
  { maxFiles: 5, compress: false, copytruncate: false },
  { maxFiles: MANY, compress: true, copytruncate: false },
  { maxFiles: 4, compress: false, copytruncate: true },
];

/** How many kinds of actors there are. */
export const ACTORS: number = CONTAINERS.length + APPLICATIONS.length;

/** Where the actors play. */
export interface Stage {
  readonly node: Node;
  /** Folder of the logs that applications write themselves. */
  readonly applications: string;
  /** Whether logs may be rotated by being copied and truncated. */
  readonly mayTruncate: boolean;
  /** Whether rotated files and logs of earlier runs stay, however many there are (default no). */
  readonly keepsAll?: boolean;
}

/**
 * Makes an actor.
 *
 * @param kind in `[0, ACTORS)`
 * @param number its own; names its pod or its file
 */
export function createActor(stage: Stage, kind: number, number: number): Actor {
  const { node, applications, mayTruncate, keepsAll = false } = stage;
  const options = kind < CONTAINERS.length ? CONTAINERS[kind]! : APPLICATIONS[kind - CONTAINERS.length]!;
  const copytruncate = mayTruncate && (options.copytruncate ?? false);
  const allowed = { ...options, copytruncate, ...(keepsAll ? { maxFiles: ALL } : {}) };
  return 'runtime' in allowed
    ? createContainerActor(node, allowed, number)
    : createApplication(node, join(applications, `app-${number}.log`), allowed);
}

function createContainerActor(node: Node, options: ContainerOptions, number: number): Actor {
  const pod = node.pod({ namespace: 'torture', pod: `${options.runtime}-${number}` });
  const container = pod.container('app', options);
  return {
    isPlain: false,
    truncates: options.copytruncate ?? false,
    start: () => (container.runs.length === 0 ? container.start() : container.restart()),
    ...(options.runtime === 'docker' ? { retarget: () => container.retarget() } : {}),
    remove: () => pod.remove(),
  };
}

function createApplication({ clock }: Node, path: string, options: Omit<PlainFilesOptions, 'path'>): Actor {
  const identity = { namespace: '', pod: '', uid: '', container: '', restart: 0 };
  let current: ContainerRun | undefined;
  const start = (): ContainerRun => {
    current?.remove();
    const openFiles = () => createPlainFiles({ path, ...options });
    current = startContainerRun({ identity, format: plainFormat, openFiles, clock });
    return current;
  };
  return {
    isPlain: true,
    truncates: options.copytruncate,
    start,
    recreate: start,
    remove: () => {
      current?.remove();
      rmSync(path, { force: true });
    },
  };
}
