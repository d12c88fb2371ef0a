import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import split2 from 'split2';
import { type AwaitedList, createAwaitedList } from '../support/awaited-list.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { busyboxImage } from './busybox-image.js';
import { createDockerClient, type DockerClient } from './docker-client.js';
import { findProgram } from './find-program.js';

/** A Docker Engine of the tests' own, with one image. */
export interface DockerEngine {
  readonly client: DockerClient;
  /** `containers` in its data root: where the logs lie. */
  readonly containersFolder: string;
  /** Ends the engine and its containers, and deletes all that it kept. */
  stop(): Promise<void>;
}

/** The image that `startDockerEngine` makes: busybox as `/bin/sh`, and `/emit.sh`. */
export const IMAGE = 'podtail-test';

/** In milliseconds. */
const START_DEADLINE = 60_000;
const STOP_DEADLINE = 30_000;

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

/** Starts `dockerd` in a temporary folder and waits until it answers; needs `whyNoDockerEngine` to find no reason. */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = createTemporaryFolder();
  const socket = join(folder, 'docker.sock');
  const child = spawnDockerd(folder, socket);
  const lastWords = (): string => log.items.slice(-20).join('\n');
  const log: AwaitedList<string> = createAwaitedList({ deadline: START_DEADLINE, context: lastWords });
  const exits: AwaitedList<true> = createAwaitedList({ deadline: STOP_DEADLINE, context: lastWords });
  child.stderr!.pipe(split2()).on('data', (line: string) => log.push(line));
  const ended = (reason: string): void => {
    log.close(reason);
    exits.push(true);
  };
  child.on('error', (error) => ended(`dockerd did not start: ${error.message}`));
  child.on('close', (code, signal) => ended(`dockerd ended with ${code ?? signal}`));

  const client = createDockerClient(socket);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exits.reach(1, 'the end of dockerd');
    removeTemporaryFolder(folder);
  };
  try {
    await log.find((line) => line.includes('API listen on'), 'word from dockerd that it listens');
    await client.importImage(busyboxImage(), IMAGE);
  } catch (error) {
    await stop();
    throw error;
  }
  return { client, containersFolder: join(folder, 'data', 'containers'), stop };
}

/**
 * `unshare` gives dockerd mounts of its own, so that none is left when it ends; `setpriv` ends it with its parent, also
 * when that is killed. Both are of util-linux and replace themselves with the next program, so there is one process.
 */
function spawnDockerd(folder: string, socket: string): ChildProcess {
  const configuration = join(folder, 'daemon.json');
  writeFileSync(configuration, '{}');
  mkdirSync(join(folder, 'data'));
  const dockerd = ['dockerd', '--config-file', configuration, '--host', `unix://${socket}`];
  const folders = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const network = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const rest = ['--pidfile', join(folder, 'docker.pid'), '--storage-driver=vfs'];
  const wrapped = ['--pdeathsig', 'TERM', 'unshare', '--mount', ...dockerd, ...folders, ...network, ...rest];
  return spawn('setpriv', wrapped, { stdio: ['ignore', 'ignore', 'pipe'] });
}
