/*
 * Loaded into a measured process before all else (`node --import`): at its exit it writes what the operating system
 * says that the process took, as JSON, into the file that BENCH_USAGE_FILE names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { ProcessUsage } from './process-usage.js';

const { BENCH_USAGE_FILE: usageFile } = process.env;

if (isMainThread && usageFile !== undefined) {
  process.on('exit', () => writeFileSync(usageFile, JSON.stringify(readUsage())));
}

function readUsage(): ProcessUsage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    userMicroseconds: userCPUTime,
    systemMicroseconds: systemCPUTime,
    peakResidentBytes: 1024 * (readPeakKibibytes() ?? maxRSS),
  };
}

/**
 * Linux's own count of the process's peak. `maxRSS` would do, but there it begins with the size of the parent, which
 * a new process shares until it runs its own program.
 */
function readPeakKibibytes(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return peak === null ? undefined : Number(peak[1]);
}
