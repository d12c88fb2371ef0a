import fs from 'node:fs';
import type { Observation } from '../chain/rotation.js';

/** Looks at what is at a log's path. Throws what the system says, unless nothing is there. */
export function observe(path: string): Observation {
  const stats = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'missing' };
  return { kind: 'present', device: stats.dev, inode: stats.ino, size: Number(stats.size), modified: stats.mtimeNs };
}
