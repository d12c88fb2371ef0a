import fs from 'node:fs';

/** How many files this process may have open, where the system does not say. */
const UNKNOWN = 1024;
/** Descriptors that are left to all but log files: connections, watches, the state folder, what Node.js itself needs. */
const OTHERS = 64;

/**
 * How many log files this process may have open at once: what `ulimit -n` allows (Node.js raises its own limit as far as
 * it may), but for those descriptors that are needed otherwise, and an eighth in reserve.
 */
export function openFileLimit(): number {
  const limit = softLimit();
  return Math.max(16, Math.floor(limit * (7 / 8)) - OTHERS);
}

/** proc_pid_limits(5). */
function softLimit(): number {
  try {
    const [, soft] = /^Max open files +(\d+|unlimited)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8')) ?? [];
    if (soft === undefined) return UNKNOWN;
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
  } catch {
    return UNKNOWN;
  }
}
