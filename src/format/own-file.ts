import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The kinds of files that come with podtail: where each is, `package.json` has (`imports`). */
type OwnFile = '#package.json' | `#assembly/${string}` | `#page/${string}`;

/** Reads a file of the package podtail. `scripts/executable.js` puts another function in its place, which reads it from the executable. */
export function readOwnFile(name: OwnFile): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(name)));
}
