import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.js';

/** The bytes of a file under `test/fixtures`. */
export function readFixture(name: string): Buffer {
  return readFileSync(join(repositoryRoot, 'test', 'fixtures', name));
}

/** The lines of a file, each with its newline. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end = 0; start < bytes.length; start = end) {
    const newline = bytes.indexOf('\n', start);
    end = newline === -1 ? bytes.length : newline + 1;
    lines.push(bytes.subarray(start, end));
  }
  return lines;
}
