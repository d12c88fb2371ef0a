import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Builds and packs podtail in a folder of its own; the bytes of the tarball. */
function pack(t: TestContext): Buffer {
  const folder = temporaryFolder(t);
  const options = { cwd: repositoryRoot, encoding: 'utf8' } as const;
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], options).split(
    '\0',
  );
  for (const file of files.filter((name) => /^(src|bin|assembly|scripts)\/|^[^/]+$/.test(name))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(repositoryRoot, file), join(folder, file));
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  execFileSync('npm', ['pack', '--silent'], { cwd: folder });
  const [tarball = assert.fail('no tarball')] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return readFileSync(join(folder, tarball));
}

test('npm pack makes the same bytes from the same code, at any place and time', (t) => {
  if (process.env.PODTAIL_REQUIRE_SERVERS !== '1') return t.skip('it builds twice: set PODTAIL_REQUIRE_SERVERS=1');
  assert.ok(pack(t).equals(pack(t)));
});
