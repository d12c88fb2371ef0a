import { readdirSync, statSync } from 'node:fs';
import type { Life } from './life.js';
import type { Held, Inodes } from './tracked-run.js';

/** What a life of podtail has open now; nothing where there is no life. */
export function heldFiles(life: Life | undefined, inodes: Inodes): Held {
  const open = life === undefined ? [] : openInodes(life.pid).map((inode) => inodes.get(inode));
  return { of: (run, file) => (open.some((held) => held?.run === run && held.file === file) ? life : undefined) };
}

/** Device and inode of each file that a process has open, the deleted ones too: an inode is not reused before it is closed. */
function openInodes(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return namesIn(folder).flatMap((name) => {
    const stats = statSync(`${folder}/${name}`, { bigint: true, throwIfNoEntry: false });
    return stats?.isFile() ? [`${stats.dev}:${stats.ino}`] : [];
  });
}

/** None of a process that has ended. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
