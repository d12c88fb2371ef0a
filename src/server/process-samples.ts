import { readdirSync, readFileSync } from 'node:fs';
import type { Tell } from './sample.js';

/** Tells of this process, by the names of https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics */
export function tellProcess(tell: Tell): void {
  const { user, system } = process.cpuUsage();
  tell('process_cpu_seconds_total', (user + system) / 1e6);
  tell('process_resident_memory_bytes', process.memoryUsage.rss());
  tell('process_start_time_seconds', performance.timeOrigin / 1000);
  tellDescriptors(tell);
}

/** Linux alone says these. */
function tellDescriptors(tell: Tell): void {
  try {
    const open = readdirSync('/proc/self/fd').length - 1;
    const [, most] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    tell('process_open_fds', open);
    if (most !== undefined) tell('process_max_fds', Number(most));
  } catch {}
}
