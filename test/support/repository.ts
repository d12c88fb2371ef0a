import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder: the nearest above this file, compiled or not, that holds `package.json`. */
export const repositoryRoot: string = nearestWith('package.json', dirname(fileURLToPath(import.meta.url)));

function nearestWith(name: string, folder: string): string {
  if (existsSync(join(folder, name))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no folder above ${fileURLToPath(import.meta.url)} holds ${name}`);
  return nearestWith(name, parent);
}
