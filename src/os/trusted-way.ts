import fs from 'node:fs';
import path from 'node:path';
import type { PathStep } from './path-steps.js';

const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_OTHERS = 0o002;
/** Only the owner of an entry, or of the folder, may rename or delete it (inode(7)). */
const STICKY = 0o1000;

/**
 * The first folder on a way in which somebody else than root, or the user that podtail runs as, could have put, or could
 * replace, the entry that the way takes. Undefined where there is none.
 */
export function untrustedFolder(steps: readonly PathStep[]): string | undefined {
  for (const step of steps.slice(1)) {
    const folder = path.dirname(step.path);
    if (!isTrusted(fs.statSync(folder), fs.lstatSync(step.path))) return folder;
  }
  return undefined;
}

function isTrusted(folder: fs.Stats, entry: fs.Stats): boolean {
  if (!isOurs(folder)) return false;
  const others = WRITABLE_BY_OTHERS | (isOwnGroup(folder) ? 0 : WRITABLE_BY_GROUP);
  if ((folder.mode & others) === 0) return true;
  return (folder.mode & STICKY) !== 0 && isOurs(entry);
}

function isOurs({ uid }: fs.Stats): boolean {
  return uid === 0 || uid === process.getuid?.();
}

/** Many systems give each user a group of his own. That of root has other members, such as containers that run without a user of their own. */
function isOwnGroup({ gid }: fs.Stats): boolean {
  return gid !== 0 && gid === process.getgid?.();
}
