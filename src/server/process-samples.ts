import { readdirSync, readFileSync } from 'node:fs';
import type { Tell } from './sample.js';

/** What this process uses, as of the last look at it. */
export interface ProcessUse {
  /** Looks at it. That takes file descriptors, so it is not done when somebody asks. */
  look(): void;
  /** Tells of it, by the names of https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics */
  tell(tell: Tell): void;
}

export function createProcessUse(): ProcessUse {
  const most = mostDescriptors();
  let residentMemory: number | undefined;
  let openDescriptors: number | undefined;
  return {
    look() {
      residentMemory = orUndefined(() => process.memoryUsage.rss()) ?? residentMemory;
      // Linux alone says it. One of them is that of the look.
      openDescriptors = orUndefined(() => readdirSync('/proc/self/fd').length - 1) ?? openDescriptors;
    },
    tell(tell) {
      const { user, system } = process.cpuUsage();
      tell('process_cpu_seconds_total', (user + system) / 1e6);
      if (residentMemory !== undefined) tell('process_resident_memory_bytes', residentMemory);
      tell('process_start_time_seconds', performance.timeOrigin / 1000);
      if (openDescriptors !== undefined) tell('process_open_fds', openDescriptors);
      if (most !== undefined) tell('process_max_fds', most);
    },
  };
}

/** proc_pid_limits(5). */
function mostDescriptors(): number | undefined {
  const limits = orUndefined(() => readFileSync('/proc/self/limits', 'utf8')) ?? '';
  const [, most] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  return most === undefined ? undefined : Number(most);
}

/** Without a descriptor that is free, a look fails. */
function orUndefined<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
