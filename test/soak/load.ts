import type { Node } from '../support/node.js';
import { createRun, type SoakRun } from './soak-run.js';

/** Pods that write at a constant rate, come and go, and have their logs rotated. */
export interface Load {
  /** Writes what is due. To be called every `TICK` milliseconds. */
  tick(): void;
  /** Ends all runs; their logs stay. */
  stop(): void;
  readonly lines: number;
  readonly bytes: number;
  readonly rotations: number;
  readonly pods: number;
  /** How many lines were written to each stream of each run, by `streamKey`, the removed runs included. */
  written(): ReadonlyMap<string, number>;
}

export interface LoadOptions {
  readonly node: Node;
  /** Of log, in all. */
  readonly bytesPerSecond: number;
  /** Logs that are there at a time: more than `QUIET`. */
  readonly files: number;
}

/** Milliseconds. */
export const TICK = 100;
/** Pods that write a line now and then and live as long as the load. The others write all the time. */
const QUIET = 20;
/** In ticks: how often a busy pod is replaced by another, and for how long the logs of the old one stay. */
const REPLACE_EVERY = 50;
const LINGER = 100;
/** In ticks: how often one of the quiet pods writes. */
const QUIET_EVERY = 5;

interface Leaving {
  readonly run: SoakRun;
  readonly at: number;
}

export function createLoad({ node, bytesPerSecond, files }: LoadOptions): Load {
  const busyPods = files - QUIET;
  /** The older half of the busy pods is in its second run. */
  const restartAt = Math.floor(busyPods / 2);
  const counts = new Map<string, number>();
  const busy: SoakRun[] = [];
  const quiet: SoakRun[] = [];
  let leaving: Leaving[] = [];
  let now = 0;
  let pods = 0;
  const load = { lines: 0, bytes: 0, rotations: 0 };

  const start = (name: string): SoakRun => createRun({ node, pod: `${name}-${pods}`, kind: pods++, counts, load });
  for (let index = 0; index < QUIET; index++) quiet.push(start('quiet'));
  for (let index = 0; index < busyPods; index++) busy.push(start('busy'));

  function leave(run: SoakRun): void {
    run.stop();
    leaving.push({ run, at: now + LINGER });
  }

  /** The oldest goes, another one comes; the one in the middle of its life is restarted. */
  function replace(): void {
    leave(busy.shift()!);
    busy.push(start('busy'));
    const middle = busy[restartAt]!;
    busy[restartAt] = middle.restart();
    leave(middle);
  }

  return {
    tick() {
      now++;
      const share = (bytesPerSecond * TICK) / 1_000 / busyPods;
      for (const run of busy) run.write(share);
      if (now % QUIET_EVERY === 0) quiet[(now / QUIET_EVERY) % QUIET]!.write(1);
      if (now % REPLACE_EVERY === 0) replace();
      for (const { run } of leaving.filter(({ at }) => at <= now)) run.remove();
      leaving = leaving.filter(({ at }) => at > now);
    },
    stop() {
      for (const run of [...busy, ...quiet]) run.stop();
    },
    get lines() {
      return load.lines;
    },
    get bytes() {
      return load.bytes;
    },
    get rotations() {
      return load.rotations;
    },
    get pods() {
      return pods;
    },
    written: () => counts,
  };
}
