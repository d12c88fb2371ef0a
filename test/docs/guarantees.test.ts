import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';

const document = readRepository('docs/guarantees.md');
const promises = [...document.matchAll(/^(\d+)\. \*\*/gm)].map((match) => Number(match[1]));
const rows = [...document.matchAll(/^\| (\d+) \| (.*?) ?\| (.*) \|$/gm)].map(([, promise, failures, tests]) => ({
  promise: Number(promise),
  failures: numbersOf(failures!),
  tests: [...tests!.matchAll(/`([^`]+)`/g)].flatMap((match) => testFilesAt(match[1]!)),
}));

describe('docs/guarantees.md', () => {
  it('has a row of tests for each promise', () => {
    assert.ok(promises.length > 5);
    assert.deepEqual(
      rows.map(({ promise }) => promise),
      promises,
    );
  });

  for (const { promise, failures, tests } of rows) {
    it(`names files with tests for promise ${promise} that quote each of its failures`, () => {
      assert.ok(tests.length > 0);
      const texts = tests.map((file) => readRepository(file));
      for (const [index, text] of texts.entries()) assert.match(text, /\b(it|test)\(/, tests[index]);
      const quoted = new Set(texts.flatMap(failuresQuoted));
      assert.deepEqual(
        failures.filter((failure) => !quoted.has(failure)),
        [],
      );
    });
  }
});

/** The file, or the test files in the folder and below it. */
function testFilesAt(path: string): string[] {
  if (!statSync(join(repositoryRoot, path)).isDirectory()) return [path];
  const names = readdirSync(join(repositoryRoot, path), { encoding: 'utf8', recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => `${path}/${name}`);
}

/** The numbers in a list such as `1–3, 5`. */
function numbersOf(list: string): number[] {
  return list
    .split(', ')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [first, last = first] = range.split('–').map(Number);
      return Array.from({ length: last! - first! + 1 }, (_, index) => first! + index);
    });
}

/** The numbers of failures that titles of tests quote: `(29: …)`, `(24, 25)`, or a title that begins with `29: `. */
function failuresQuoted(text: string): number[] {
  const titles = [...text.matchAll(/'(?:[^'\\\n]|\\.)*'|"[^"\n]*"|`[^`\n]*`/g)].map(([quoted]) => quoted);
  return titles.flatMap((title) =>
    [...title.matchAll(/\(((?:\d+, )*\d+)(?=[:)])|^.(\d+): /g)].flatMap((match) => numbersOf(match[1] ?? match[2]!)),
  );
}
