import { readFileSync } from 'node:fs';

/** What a process got of the processors up to a moment. */
interface Sample {
  /** Milliseconds of the wall's clock. */
  readonly at: number;
  /** Milliseconds for which its main thread ran since its start. */
  readonly ran: number;
  /** Milliseconds for which it could have run, and others did. */
  readonly waited: number;
}

export interface ProcessorTime {
  /** For how many milliseconds between two moments of the wall's clock the process could have run, and others did. */
  waitedBetween(from: number, to: number): number;
  /** For how many milliseconds it ran in all, as of the last look. */
  ran(): number;
  /** For how many milliseconds it waited in all, as of the last look. */
  waited(): number;
  stop(): void;
}

/** Milliseconds. */
const INTERVAL = 100;
const NANOSECONDS_IN_MILLISECOND = 1e6;

/**
 * Looks again and again at what a process gets of the processors (`/proc/PID/schedstat`, see the kernel's
 * `Documentation/scheduler/sched-stats.rst`). On a busy machine one cannot say of podtail that it had the time to do something only
 * because it lived.
 */
export function watchProcessorTime(pid: number): ProcessorTime {
  const samples: Sample[] = [];
  const look = (): void => {
    const sample = sampleOf(pid);
    if (sample !== undefined) samples.push(sample);
  };
  look();
  const timer = setInterval(look, INTERVAL);
  timer.unref();

  return {
    waitedBetween: (from, to) => waitedBetween(samples, from, to),
    ran: () => samples.at(-1)?.ran ?? 0,
    waited: () => samples.at(-1)?.waited ?? 0,
    stop: () => clearInterval(timer),
  };
}

/** Of a wait between two looks as much counts as the time between them does. */
function waitedBetween(samples: readonly Sample[], from: number, to: number): number {
  let sum = 0;
  for (const [index, { at, waited }] of samples.entries()) {
    const before = samples[index - 1];
    if (before === undefined || at === before.at) continue;
    const common = Math.min(at, to) - Math.max(before.at, from);
    if (common > 0) sum += ((waited - before.waited) * common) / (at - before.at);
  }
  return sum;
}

/** Undefined where the process is gone, or the system does not say. */
function sampleOf(pid: number): Sample | undefined {
  try {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
    return { at: Date.now(), ran: ran / NANOSECONDS_IN_MILLISECOND, waited: waited / NANOSECONDS_IN_MILLISECOND };
  } catch {
    return undefined;
  }
}
