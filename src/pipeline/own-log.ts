import fs from 'node:fs';
import type { Config } from '../config/config.js';
import { findOwnContainer, isLogOf } from '../discover/own-container.js';
import type { LogSource } from '../record/log-source.js';

/** What is said of podtail's own log, where it is left out. */
export const OWN_LOG = 'it is the log of podtail itself; --include-own-log includes it';

/** Tells whether a log is podtail's own and is to be left out. Where podtail does not know where it runs, none is. */
export function ownLogs({ includeOwnLog }: Pick<Config, 'includeOwnLog'>): (source: LogSource) => boolean {
  if (includeOwnLog) return () => false;
  const own = findOwnContainer({
    mountinfo: textOf('/proc/self/mountinfo'),
    cgroup: textOf('/proc/self/cgroup'),
    environment: process.env,
  });
  return (source) => isLogOf(own, source);
}

function textOf(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
