import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { applyPatch, parsePatch } from 'diff';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const FOLDER = 'examples/changes';
/** What the changes and their tests are made of. */
const COPIED = ['src', 'assembly', 'test/contract', 'test/support', 'package.json', 'tsconfig.json'];

test(`the changes in ${FOLDER} apply to the code, and the code compiles with all of them`, (t) => {
  const copy = temporaryFolder(t);
  for (const path of COPIED) cpSync(join(repositoryRoot, path), join(copy, path), { recursive: true });
  symlinkSync(join(repositoryRoot, 'node_modules'), join(copy, 'node_modules'));

  const files = new Set<string>();
  for (const name of readdirSync(join(repositoryRoot, FOLDER))) {
    for (const patch of parsePatch(readRepository(join(FOLDER, name)))) {
      const file = patch.newFileName!.replace('b/', '');
      const before = patch.oldFileName === '/dev/null' ? '' : readFileSync(join(copy, file), 'utf8');
      const after = applyPatch(before, patch, { fuzzFactor: 2 });
      assert.ok(after !== false, `${FOLDER}/${name} does not apply to ${file}: write it anew`);
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), after);
      if (file.endsWith('.ts') && !file.startsWith('assembly/')) files.add(file);
    }
  }
  const project = { extends: './tsconfig.json', files: [...files], include: [] };
  writeFileSync(join(copy, 'tsconfig.changes.json'), JSON.stringify(project));
  const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = spawnSync(process.execPath, [compiler, '-p', join(copy, 'tsconfig.changes.json')]);
  assert.equal(compiled.status, 0, compiled.stdout.toString());
});
