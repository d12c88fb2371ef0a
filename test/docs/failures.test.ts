import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';

const rows = [...readRepository('docs/failures.md').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));

describe('docs/failures.md', () => {
  it('numbers the failures from 1, each once', () => {
    const ascending = rows.toSorted((one, other) => one - other);
    assert.deepEqual(
      ascending,
      rows.map((_, index) => index + 1),
    );
  });

  it('has a row for each failure that the title of a test quotes', () => {
    const quoted = testFiles().flatMap((file) => {
      const titles = readFileSync(file, 'utf8').matchAll(/\((\d+): /g);
      return [...titles].map(([, number]) => ({ file, number: Number(number) }));
    });
    assert.ok(quoted.length > 20, 'the pattern still finds the titles');
    for (const { file, number } of quoted) assert.ok(rows.includes(number), `${file} quotes ${number}`);
  });
});

function testFiles(): string[] {
  const names = readdirSync(join(repositoryRoot, 'test'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(repositoryRoot, 'test', name));
}
