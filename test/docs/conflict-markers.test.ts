import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../support/repository.js';

/** What git writes at the beginning of a line where two versions of a file do not merge. */
const MARKER = /^(?:<{7}|>{7}|\|{7}) /m;
/** Folders that hold what was installed, built or measured. */
const NOT_OURS = ['node_modules', 'dist', 'build', '.git'];

test('no file of the repository contains merge conflict markers', () => {
  assert.match(`x\n${'<'.repeat(7)} HEAD\n`, MARKER);
  const files = filesIn(repositoryRoot);
  assert.ok(files.length > 500);
  assert.deepEqual(
    files.filter((file) => MARKER.test(readFileSync(file, 'latin1'))),
    [],
  );
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
