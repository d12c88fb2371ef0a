import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunIdentity } from '../support/container-run.js';
import { type DockerEngine, IMAGE } from './docker-engine.js';

/** A pod with one container, kept as the kubelet keeps it, whose runs are real Docker containers. */
export interface DockerPod {
  /** Starts the container's next run: a new Docker container, and `<restart>.log` that leads to its log. */
  run(options: DockerRunOptions): Promise<DockerRun>;
}

export interface DockerRunOptions {
  /** What the container's shell runs. */
  readonly script: string;
  /** Options of the json-file driver. */
  readonly log?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the container and its log are removed when it ends (`docker run --rm`). */
  readonly isRemovedAtEnd?: boolean;
}

export interface DockerRun extends RunIdentity {
  readonly containerId: string;
  /** The log that is written now. */
  readonly liveFile: string;
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Resolves with the exit status once all is in the log. */
  ended(): Promise<number>;
  startAgain(): Promise<void>;
  /** Removes the container, running or not, with its logs; the link stays. */
  remove(): Promise<void>;
  /** The names of its log files by now, without the id: `json.log`, `json.log.1`. */
  logFiles(): string[];
}

export type PodIdentity = Omit<RunIdentity, 'restart'>;

/** A pod whose log appears under `<root>/pods`. */
export function createDockerPod(engine: DockerEngine, root: string, identity: PodIdentity): DockerPod {
  const { namespace, pod, uid, container } = identity;
  const folder = join(root, 'pods', `${namespace}_${pod}_${uid}`, container);
  let started = 0;
  return {
    run: async ({ script, log = {}, labels = {}, env = {}, isRemovedAtEnd = false }) => {
      const restart = started++;
      const { client } = engine;
      const containerId = await client.run({
        Image: IMAGE,
        Cmd: ['/bin/sh', '-c', script],
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        Labels: labels,
        HostConfig: {
          NetworkMode: 'none',
          AutoRemove: isRemovedAtEnd,
          LogConfig: { Type: 'json-file', Config: log },
        },
      });
      const logPath = await client.logPath(containerId);
      mkdirSync(folder, { recursive: true });
      symlinkSync(logPath, join(folder, `${restart}.log`));
      return {
        ...identity,
        restart,
        containerId,
        liveFile: logPath,
        signal: (signal) => client.signal(containerId, signal),
        ended: () => client.ended(containerId),
        startAgain: () => client.restart(containerId),
        remove: () => client.remove(containerId),
        logFiles: () => logFiles(dirname(logPath), containerId),
      };
    },
  };
}

function logFiles(folder: string, containerId: string): string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${containerId}-`));
  return names.map((name) => name.slice(containerId.length + 1)).sort();
}
