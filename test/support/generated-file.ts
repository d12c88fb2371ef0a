import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.js';

/** Asserts that a file of the repository holds that text; with PODTAIL_UPDATE=1 in the environment it is written. */
export function assertGenerated(file: string, text: string): void {
  const path = join(repositoryRoot, file);
  if (process.env.PODTAIL_UPDATE === '1') writeFileSync(path, text);
  assert.equal(readFileSync(path, 'utf8'), text, `${file} is out of date: run the tests with PODTAIL_UPDATE=1`);
}
