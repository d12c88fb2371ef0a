import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own clock (`USER_HZ`, `proc(5)`). */
const TICKS_PER_SECOND = 100;

/** Seconds of user and system time that a process has taken so far. Linux only. */
export function readCpuSeconds(pid: number): number {
  return cpuSecondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/**
 * The same out of the text of `/proc/<pid>/stat`: fields 14 and 15, counted behind the program's name, which may hold
 * spaces and parentheses itself.
 */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Bytes of memory that the process has now. Linux only. */
export function readResidentBytes(pid: number): number {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return 1024 * Number(resident?.[1]);
}

/** The most memory that the process had at a time, in bytes. Linux only. */
export function readPeakResidentBytes(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return 1024 * Number(peak?.[1]);
}

/** How many handles the process has open, of any kind. Linux only. */
export function countHandles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** How many paths the process watches by inotify. Linux only. */
export function countWatches(pid: number): number {
  const descriptions = readdirSync(`/proc/${pid}/fdinfo`).map((fd) => readIfThere(`/proc/${pid}/fdinfo/${fd}`));
  return descriptions.join('').match(/^inotify wd:/gm)?.length ?? 0;
}

/** Nothing of a handle that was closed meanwhile. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}
