import fs from 'node:fs';

/** Where a path leads; undefined where nothing can be reached by it. */
export function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync.native(path);
  } catch {
    return undefined;
  }
}
