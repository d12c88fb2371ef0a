import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { repositoryRoot } from './repository.js';

/** A user, and a group, that may do nothing special: `nobody` on most systems. */
export const UNPRIVILEGED = 65_534;

const MAY_ENTER = 0o001;

/** Why podtail, as it appears in this repository, cannot be run as that user; undefined where it can. Root alone can change users. */
export function whyNotUnprivileged(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can run podtail as another user';
  const closed = [...foldersOf(repositoryRoot), ...foldersOf(dirname(process.execPath))].find(
    (folder) => (statSync(folder).mode & MAY_ENTER) === 0,
  );
  return closed && `other users may not enter ${closed}, where podtail or Node.js stands`;
}

function foldersOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersOf(parent)];
}
