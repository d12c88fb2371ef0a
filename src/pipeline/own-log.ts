import fs from 'node:fs';
import type { Config } from '../config/config.js';
import { findOwnContainer, isLogOf } from '../discover/own-container.js';
import type { LogSource } from '../record/log-source.js';

/** The reason why podtail does not read its own log. */
export const OWN_LOG = 'it is the log of podtail itself; --include-own-log includes it';

/**
 * Creates a test for podtail's own log, which is excluded. If podtail does not know its container, it excludes none.
 */
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
