import { readdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeMessage } from '../../bench/inputs/message.js';
import { createCriFiles } from '../support/cri-files.js';
import { createDockerFiles } from '../support/docker-files.js';
import type { Node } from '../support/node.js';
import type { RunFiles } from '../support/run-files.js';
import { criFormat, dockerFormat, type RuntimeFormat } from '../support/runtime-format.js';
import type { StreamName } from '../support/written-line.js';
import { type StreamOfRun, streamKey } from './stream-key.js';

/** One container run that writes numbered lines, and whose log is rotated by its size. Keeps nothing of what it wrote. */
export interface SoakRun {
  /** Writes whole lines, so many bytes of log or a little more. */
  write(bytes: number): void;
  /** Starts the next run of the container; this one has to be stopped. */
  restart(): SoakRun;
  stop(): void;
  /** Deletes the logs of this run, and with the last ones their folders. */
  remove(): void;
}

export interface SoakRunOptions {
  readonly node: Node;
  readonly pod: string;
  /** Any number: says who writes and rotates, Docker, Docker with compression, containerd or CRI-O. */
  readonly kind: number;
  readonly restart?: number;
  readonly uid?: string;
  /** Lines of each stream so far; each line is counted here. */
  readonly counts: Map<string, number>;
  /** What all runs together wrote; added to. */
  readonly load: { lines: number; bytes: number; rotations: number };
}

const MAX_FILES = 5;
const ROTATE_AT_BYTES = 2 * 1024 * 1024;
const MESSAGES = 128;
/** One line in so many is a long one, in pieces. */
const LONG_EVERY = 2_000;
const LONG_TIMES = 200;

let pool: readonly Buffer[] | undefined;

export function createRun(options: SoakRunOptions): SoakRun {
  const { node, pod, kind, restart = 0, uid = node.random.hex(32), counts, load } = options;
  const { random, clock } = node;
  const [namespace, container] = ['soak', 'app'];
  const path = join(node.pods, `${namespace}_${pod}_${uid}`, container, `${restart}.log`);
  const { format, files } = openFiles(node, path, kind);
  pool ??= Array.from({ length: MESSAGES }, () => makeMessage(random, 'usual', random.below(4) === 0 ? 'many' : 'few'));
  const messages = pool;
  let inFile = 0;

  function encode(stream: StreamName, message: Buffer): Buffer[] {
    const pieces = format.pieces(message);
    const time = format.time(clock());
    return pieces.map((content, index) => format.encode({ stream, content, time, last: index === pieces.length - 1 }));
  }

  function nextLine(): Buffer[] {
    const stream = random.below(4) === 0 ? 'stderr' : 'stdout';
    const of: StreamOfRun = { pod, restart, stream };
    const number = counts.get(streamKey(of)) ?? 0;
    counts.set(streamKey(of), number + 1);
    load.lines++;
    const message = random.pick(messages);
    const times = random.below(LONG_EVERY) === 0 ? LONG_TIMES : 1;
    return encode(stream, Buffer.concat([Buffer.from(`${number} `), ...Array.from({ length: times }, () => message)]));
  }

  function rotate(): void {
    files.rotate()?.();
    load.rotations++;
    inFile = 0;
  }

  return {
    write(bytes) {
      const lines: Buffer[] = [];
      let size = 0;
      while (size < bytes) {
        const line = nextLine();
        lines.push(...line);
        size += line.reduce((sum, { length }) => sum + length, 0);
      }
      files.append(Buffer.concat(lines));
      load.bytes += size;
      inFile += size;
      if (inFile >= ROTATE_AT_BYTES) rotate();
    },
    restart: () => createRun({ ...options, uid, restart: restart + 1 }),
    stop: () => files.close(),
    remove: () => {
      files.remove();
      for (const folder of [dirname(path), dirname(dirname(path))]) removeEmpty(folder);
    },
  };
}

function openFiles(node: Node, path: string, kind: number): { format: RuntimeFormat; files: RunFiles } {
  const { clock } = node;
  if (kind % 4 > 1) {
    const format = criFormat(kind % 4 === 2 ? 'containerd' : 'conmon');
    return { format, files: createCriFiles({ path, maxFiles: MAX_FILES, clock }) };
  }
  const files = createDockerFiles({
    path,
    containersFolder: node.dockerContainers,
    containerId: node.random.hex(64),
    maxFiles: MAX_FILES,
    compress: kind % 4 === 1,
    copytruncate: false,
    lastTime: clock,
  });
  return { format: dockerFormat(), files };
}

function removeEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
