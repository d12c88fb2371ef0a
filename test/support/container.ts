import type { ContainerRun, RotateOptions } from './container-run.js';
import { numberedText } from './numbered-text.js';
import type { SeededRandom } from './seeded-random.js';
import type { StreamName } from './written-line.js';

/** One container of a pod over all its runs. What writes and rotates speaks of the run that continues now. */
export interface Container {
  /** All runs so far, oldest first, the removed ones too. */
  readonly runs: readonly ContainerRun[];
  /** The run that was started last. */
  readonly run: ContainerRun;
  start(): ContainerRun;
  /** Writes one line; a long one in pieces, as the runtime does. */
  line(text: string | Uint8Array, stream?: StreamName): void;
  /** Writes `count` lines of different lengths and characters on both streams; the numbers continue over all runs. */
  lines(count: number): void;
  /** Writes one line and calls `between` after each piece but the last. */
  pieces(text: string | Uint8Array, stream?: StreamName, between?: () => void): void;
  /** Writes a line that no newline ends. */
  unfinished(text: string | Uint8Array, stream?: StreamName): void;
  rotate(options?: RotateOptions): void;
  /** Ends the run and starts the next, as the kubelet does: a new container, `<restart + 1>.log`. */
  restart(): ContainerRun;
  /** Ends the run and starts another one behind the same link: with Docker, a new container of the same restart count. */
  retarget(): ContainerRun;
  stop(): void;
  /** Deletes the logs of all runs that are still there. */
  remove(): void;
}

export interface ContainerParts {
  /** Starts the run with that restart count. */
  readonly startRun: (restart: number) => ContainerRun;
  /** Deletes the container's folder under `pods/`, empty by now. */
  readonly removeFolder: () => void;
  readonly random: SeededRandom;
}

export function createContainer({ startRun, removeFolder, random }: ContainerParts): Container {
  const runs: ContainerRun[] = [];
  const onDisk = new Set<ContainerRun>();
  let number = 0;

  function current(): ContainerRun {
    const run = runs.at(-1);
    if (run === undefined) throw new Error('this container has not been started: call start() first');
    return run;
  }

  function start(restart = runs.length): ContainerRun {
    const run = startRun(restart);
    runs.push(run);
    onDisk.add(run);
    return run;
  }

  return {
    runs,
    get run() {
      return current();
    },
    start: () => start(),
    line: (text, stream = 'stdout') => current().pieces(text, stream),
    lines: (count) => {
      for (let written = 0; written < count; written++) {
        current().pieces(numberedText(number++, random), random.below(4) === 0 ? 'stderr' : 'stdout');
      }
    },
    pieces: (text, stream = 'stdout', between) => current().pieces(text, stream, between),
    unfinished: (text, stream = 'stdout') => current().unfinished(text, stream),
    rotate: (options) => current().rotate(options),
    restart: () => {
      current().stop();
      return start();
    },
    retarget: () => {
      current().stop();
      return start(current().restart);
    },
    stop: () => current().stop(),
    remove: () => {
      for (const run of onDisk) run.remove();
      onDisk.clear();
      removeFolder();
    },
  };
}
