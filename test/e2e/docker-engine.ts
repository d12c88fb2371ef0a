import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { busyboxImage } from './busybox-image.js';
import { createDockerClient, type DockerClient } from './docker-client.js';
import { findProgram } from './find-program.js';
import { startServer } from './servers/server-process.js';

/** A Docker Engine of the tests' own, with one image. */
export interface DockerEngine {
  readonly client: DockerClient;
  /** The path of its UNIX socket. */
  readonly socket: string;
  /** `containers` in its data root: where the logs lie. */
  readonly containersFolder: string;
  /** Ends the engine and its containers, and deletes all that it kept. */
  stop(): Promise<void>;
}

/** The image that `startDockerEngine` makes: busybox as `/bin/sh`, and `/emit.sh`. */
export const IMAGE = 'podtail-test';

export interface DockerEngineOptions {
  readonly storageDriver?: 'vfs';
}

/** Why no engine can be started here, if none can. */
export function whyNoDockerEngine(): string | undefined {
  for (const [program, debianPackage] of [
    ['dockerd', 'docker.io'],
    ['busybox', 'busybox-static'],
  ] as const) {
    if (findProgram(program) === undefined) return `no ${program} on PATH: install ${debianPackage}`;
  }
  return process.getuid?.() === 0 ? undefined : 'dockerd needs root: run the tests as root';
}

/**
 * Starts `dockerd` in a temporary folder and waits until it answers; needs `whyNoDockerEngine` to find no reason. `vfs`
 * works everywhere, but copies all of an image for each step of a build; not given, dockerd chooses what works best.
 */
export async function startDockerEngine(
  { storageDriver }: DockerEngineOptions = { storageDriver: 'vfs' },
): Promise<DockerEngine> {
  const folder = createTemporaryFolder();
  const socket = join(folder, 'docker.sock');
  const dockerd = startServer('dockerd', dockerdCommand(folder, socket, storageDriver));
  const client = createDockerClient(socket);
  const stop = async (): Promise<void> => {
    await dockerd.end();
    removeTemporaryFolder(folder);
  };
  try {
    await dockerd.says(/API listen on/, 'word from dockerd that it listens');
    await client.importImage(busyboxImage(), IMAGE);
  } catch (error) {
    await stop();
    throw error;
  }
  return { client, socket, containersFolder: join(folder, 'data', 'containers'), stop };
}

/** `unshare` gives dockerd mounts of its own, so that none is left when it ends; it replaces itself with dockerd. */
function dockerdCommand(
  folder: string,
  socket: string,
  storageDriver: string | undefined,
): [program: string, ...args: string[]] {
  const configuration = join(folder, 'daemon.json');
  writeFileSync(configuration, '{}');
  mkdirSync(join(folder, 'data'));
  const dockerd = ['dockerd', '--config-file', configuration, '--host', `unix://${socket}`];
  const folders = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const network = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const rest = ['--pidfile', join(folder, 'docker.pid')];
  if (storageDriver !== undefined) rest.push(`--storage-driver=${storageDriver}`);
  return ['unshare', '--mount', ...dockerd, ...folders, ...network, ...rest];
}
