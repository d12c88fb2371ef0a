import fs from 'node:fs';
import path from 'node:path';

/** Writes empty files, with their folders. */
export function touch(folder: string, ...files: readonly string[]): void {
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), '');
  }
}

/** Deletes a file, or a folder with all that is in it. */
export function remove(folder: string, file: string): void {
  fs.rmSync(path.join(folder, file), { recursive: true });
}
