import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import split2 from 'split2';
import { repositoryRoot } from '../support/repository.js';
import { type Interval, watchHalts } from './halts.js';
import { watchProcessorTime } from './processor-time.js';

/** One life of podtail, from its start to its end. Times are milliseconds of the wall's clock. */
export interface Life {
  readonly number: number;
  readonly pid: number;
  readonly startedAt: number;
  /** How it ended: an exit status or a signal; undefined while it lives. */
  readonly exit: number | string | undefined;
  readonly endedAt: number | undefined;
  /** What came before this moment will not come again: positions were saved after it. Infinity after a clean end. */
  settledUntil: number;
  /** Whether its last positions could be saved: the disk for them was not full. */
  couldSave: boolean;
  /** The last lines on standard error. */
  readonly log: readonly string[];
  /**
   * Milliseconds between two moments in which it could read: its sink took records, it was not frozen, nor was the machine, and it
   * had a processor.
   */
  readingTime(from: number, to: number): number;
  /** The same whether or not the sink took records: in which it could look. */
  lookingTime(from: number, to: number): number;
  /** When its sink was stalled, while it is. */
  readonly stalledSince: number | undefined;
  /**
   * When its sink was stalled, and when it or the machine was frozen, in seconds after its start, and how long it ran and waited for
   * a processor; for people.
   */
  describeTroubles(): string;
  /** For how long it was frozen in all, or the machine was. */
  frozenTime(): number;
  /** For how long the machine was. */
  haltedTime(): number;
  /** Most memory that it had resident, in bytes; 0 where that is not known. */
  peakMemory(): number;
  /** No more of what it puts out is read, until `freeSink`. */
  stallSink(): void;
  freeSink(): void;
  /**
   * Its reader goes away, after having read all that was written: what is in a pipe then nobody has, though podtail could
   * write it.
   */
  closeSink(): Promise<void>;
  freeze(): void;
  thaw(): void;
  signal(signal: NodeJS.Signals): void;
  /** Kills it, and resolves when all was read that it put out. */
  abandon(): Promise<void>;
  /** Resolves when the process has ended. What it put out may not all have been read yet. */
  exited: Promise<void>;
  /** Resolves when all was read that it put out. */
  drained: Promise<void>;
}

export interface LifeOptions {
  readonly number: number;
  readonly args: readonly string[];
  onLine(line: string, life: Life): void;
  onLogLine(line: string, life: Life): void;
}

const LOG_LINES = 60;

export function startLife({ number, args, onLine, onLogLine }: LifeOptions): Life {
  const child = spawn(process.execPath, [join(repositoryRoot, 'bin', 'podtail.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const stalls: Interval[] = [];
  const freezes: Interval[] = [];
  const { halts, stop: stopWatching } = watchHalts();
  const processor = watchProcessorTime(child.pid!);
  let exit: number | string | undefined;
  let endedAt: number | undefined;
  // A pipe of a child is a socket.
  const stdout = child.stdout as Readable & Pick<Socket, 'bytesRead'>;
  const { stderr } = child;
  const lines = split2();

  const within = (from: number, to: number, without: readonly Interval[]): number => {
    const [start, end] = [Math.max(from, life.startedAt), Math.min(to, endedAt ?? Date.now())];
    if (end <= start) return 0;
    const lost = without.map((interval) => Math.min(end, interval.to ?? end) - Math.max(start, interval.from));
    const waited = processor.waitedBetween(start, end);
    return lost.reduce((rest, time) => rest - Math.max(0, time), Math.max(0, end - start - waited));
  };
  const life: Life = {
    number,
    pid: child.pid!,
    startedAt: Date.now(),
    get exit() {
      return exit;
    },
    get endedAt() {
      return endedAt;
    },
    settledUntil: Number.POSITIVE_INFINITY,
    couldSave: true,
    log,
    readingTime: (from, to) => within(from, to, [...stalls, ...freezes, ...halts]),
    lookingTime: (from, to) => within(from, to, [...freezes, ...halts]),
    get stalledSince() {
      const last = stalls.at(-1);
      return last?.to === undefined ? last?.from : undefined;
    },
    describeTroubles: () => {
      const seconds = (time: number | undefined): string =>
        time === undefined ? 'its end' : `${((time - life.startedAt) / 1000).toFixed(1)}`;
      const list = (what: string, intervals: readonly Interval[]): string[] =>
        intervals.map(({ from, to }) => `${what} from ${seconds(from)} to ${seconds(to)}`);
      const [ran, waited] = [processor.ran(), processor.waited()].map((time) => (time / 1000).toFixed(1));
      const processorTime = `ran ${ran} s, waited ${waited} s for a processor`;
      return [processorTime, ...list('stalled', stalls), ...list('frozen', freezes), ...list('halted', halts)].join(
        ', ',
      );
    },
    frozenTime: () => lengthOf([...freezes, ...halts]),
    haltedTime: () => lengthOf(halts),
    peakMemory: () => peakMemory(child.pid!),
    stallSink: () => {
      stdout.pause();
      begin(stalls);
    },
    freeSink: () => {
      stdout.resume();
      end(stalls);
    },
    closeSink: async () => {
      child.kill('SIGSTOP');
      while (!isStopped(child.pid!)) await delay(1);
      stdout.resume();
      for (let before = -1; before !== stdout.bytesRead; await delay(50)) before = stdout.bytesRead;
      stdout.destroy();
      begin(stalls);
      child.kill('SIGCONT');
    },
    freeze: () => {
      child.kill('SIGSTOP');
      begin(freezes);
    },
    thaw: () => {
      child.kill('SIGCONT');
      end(freezes);
    },
    signal: (signal) => void child.kill(signal),
    abandon: async () => {
      child.kill('SIGKILL');
      life.freeSink();
      await life.exited;
      await life.drained;
    },
    exited: new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        exit = code ?? signal ?? 'unknown';
        endedAt = Date.now();
        stopWatching();
        processor.stop();
        resolve();
      });
    }),
    drained: Promise.all([once(child, 'close'), once(lines, 'end')]).then(() => undefined),
  };
  // Not piped, for a pipe would let the stream flow again after a pause.
  stdout.on('data', (chunk: Buffer) => lines.write(chunk));
  stdout.once('close', () => lines.end());
  lines.on('data', (line: string) => onLine(line, life));
  stderr.pipe(split2()).on('data', (line: string) => {
    log.push(line);
    if (log.length > LOG_LINES) log.shift();
    onLogLine(line, life);
  });
  return life;
}

function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + (to ?? Date.now()) - from, 0);
}

function begin(intervals: Interval[]): void {
  if (intervals.length === 0 || intervals.at(-1)!.to !== undefined) intervals.push({ from: Date.now() });
}

function end(intervals: Interval[]): void {
  const last = intervals.at(-1);
  if (last !== undefined) last.to ??= Date.now();
}

/** Whether a process does nothing, for a signal told it so, or it has ended. */
function isStopped(pid: number): boolean {
  try {
    return /^State:\s+[TZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

function peakMemory(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
