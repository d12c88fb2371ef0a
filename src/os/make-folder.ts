import fs from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those that it lies in, for their owner alone, where they are missing. (That of Node.js never returns
 * where the system says of a new name that it does not exist, though its folder does, as under /proc.)
 *
 * @throws what the system says, where there is no such folder in the end
 */
export function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !fs.existsSync(parent)) {
      makeFolder(parent);
      makeFolder(folder);
    } else if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw error;
    }
  }
}
