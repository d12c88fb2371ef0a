import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { parseLine } from '../../src/cli/command-line.js';
import { commands } from '../../src/cli/commands.js';
import { loadConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';
import { readRepository, variablesOf } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { blocksOf, documents, podtailLinesOf, proseOf } from './document.js';

for (const document of documents) {
  const text = readRepository(document);

  test(`${document}: every link leads to an existing file and heading`, () => {
    for (const [, target, anchor] of proseOf(text).matchAll(/\]\((?!\w+:)([^)#]*)#?([^)]*)\)/g)) {
      const path = target === '' ? document : normalize(join(dirname(document), target!));
      assert.ok(existsSync(join(repositoryRoot, path)), `${path} does not exist`);
      if (anchor !== '') assert.ok(anchorsOf(readRepository(path)).includes(anchor!), `${path} has no #${anchor}`);
    }
  });

  test(`${document}: every file of the repository that it names exists`, () => {
    const named = [...proseOf(text).matchAll(/`((?:test|src|examples|bench|docs)\/[\w./-]+)`/g)];
    for (const [, path] of named) assert.ok(existsSync(join(repositoryRoot, path!)), `${path} does not exist`);
  });

  test(`${document}: every podtail command has valid options`, () => {
    for (const { line, words } of podtailLinesOf(text)) {
      const parsed = parseLine(words, commands);
      assert.ok(parsed.ok, `${line}: ${parsed.ok ? '' : parsed.problem}`);
    }
  });

  for (const [index, block] of blocksOf(text, 'yaml').entries()) {
    test(`${document}: its configuration ${index + 1} is valid`, async (t) => {
      const file = join(temporaryFolder(t), 'podtail.yaml');
      writeFileSync(file, block);
      const result = await loadConfig({ file, environment: variablesOf(block) });
      assert.deepEqual(result.ok ? [] : result.problems.map(formatProblem), []);
    });
  }
}

/** As GitHub makes them: lower case, no punctuation, and a hyphen for each space. */
function anchorsOf(document: string): string[] {
  const headings = [...document.matchAll(/^#+ (.*)$/gm)].map((match) => match[1]!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
