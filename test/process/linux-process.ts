import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks at what Linux says of a process. */
const LOOK_EVERY = 20;
/**
 * How many looks in a row must find that no block of a log was read (256 KiB at most). Sweeps continue meanwhile: they read about a kilobyte of
 * each log of which hardly anything was read.
 */
const QUIET_LOOKS = 25;
const FEW_BYTES = 64 * 1024;
/** Linux counts processor time in hundredths of a second for all programs, whatever its clock (`USER_HZ`). */
const TICK = 10;

/** Resolves when the process has the file open. */
export async function isOpen(pid: number, path: string): Promise<void> {
  while (![...openFiles(pid).values()].includes(path)) await delay(LOOK_EVERY);
}

/** What a process did while it was not reading, in milliseconds. */
export interface Pause {
  readonly duration: number;
  readonly processorTime: number;
}

/**
 * Resolves when the process has stopped reading, or has read that many bytes. A process that merely got no time does no
 * harm to who waits for this: the test sees less of what might go wrong.
 */
export async function stopsReading(pid: number, most: number): Promise<Pause> {
  let last = Number.NEGATIVE_INFINITY;
  let [quiet, since, used] = [0, 0, 0];
  while (quiet < QUIET_LOOKS && last < most) {
    await delay(LOOK_EVERY);
    const read = numberIn(`/proc/${pid}/io`, /^rchar: (\d+)$/m);
    quiet = read - last < FEW_BYTES ? quiet + 1 : 0;
    if (quiet === 0) [since, used] = [performance.now(), processorTime(pid)];
    last = read;
  }
  return { duration: performance.now() - since, processorTime: processorTime(pid) - used };
}

/** The most memory that the process ever had resident, in bytes. */
export function peakMemory(pid: number): number {
  return numberIn(`/proc/${pid}/status`, /^VmHWM:\s+(\d+) kB$/m) * 1024;
}

/** What it used of processors so far, in milliseconds: the 14th and 15th field of proc_pid_stat(5). */
function processorTime(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK;
}

/** Where each of a process's descriptors leads. */
export function openFiles(pid: number): Map<string, string> {
  const folder = `/proc/${pid}/fd`;
  return new Map(
    readdirSync(folder).flatMap((name) => {
      try {
        return [[name, readlinkSync(`${folder}/${name}`)]] as const;
      } catch {
        return [];
      }
    }),
  );
}

function numberIn(file: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1]);
}
