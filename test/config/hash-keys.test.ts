import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createConfig, loadConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const KEY = '0123456789abcdef';

describe('the key of hashes', () => {
  it('must be set if it is a variable', async (test) => {
    const key = 'keyEnv: HASH_KEY';
    assert.deepEqual(await problemsOf(test, key, {}), [
      ':4:23: transforms[0].redact.hash.keyEnv: expected an environment variable HASH_KEY that holds a key of at least 16 bytes, found none',
    ]);
    assert.match((await problemsOf(test, key, { HASH_KEY: '' }))[0]!, / HASH_KEY that holds .*, found an empty one$/);
    assert.deepEqual(await problemsOf(test, key, { HASH_KEY: KEY }), []);
  });

  it('must be readable and not empty if it is a file', async (test) => {
    const file = join(temporaryFolder(test), 'key');
    const key = `keyFile: ${file}`;
    assert.deepEqual(await problemsOf(test, key), [
      `:4:24: transforms[0].redact.hash.keyFile: expected a file '${file}' that holds a key of at least 16 bytes, found none that can be read (ENOENT)`,
    ]);
    writeFileSync(file, ' \n');
    assert.match((await problemsOf(test, key))[0]!, /that holds a key .*, found an empty one$/);
    writeFileSync(file, `${KEY}\n`);
    assert.deepEqual(await problemsOf(test, key), []);
  });

  it('must be too long for a brute-force search', async (test) => {
    const found = async (key: string) => await problemsOf(test, 'keyEnv: HASH_KEY', { HASH_KEY: key });
    assert.match((await found(KEY.slice(1)))[0]!, /a key of at least 16 bytes, found one of 15$/);
    assert.match((await found('ü'.repeat(7)))[0]!, /found one of 14$/);
    assert.deepEqual(await found('ü'.repeat(8)), []);
  });

  it('is also checked in the configuration of a program', (test) => {
    const file = join(temporaryFolder(test), 'key');
    const create = () => createConfig({ transforms: [{ redact: { builtin: 'email', hash: { keyFile: file } } }] });
    const result = create();
    assert.deepEqual(result.ok ? [] : result.problems.map(formatProblem), [
      `configuration: transforms[0].redact.hash.keyFile: expected a file '${file}' that holds a key of at least 16 bytes, found none that can be read (ENOENT)`,
    ]);
    writeFileSync(file, KEY);
    assert.equal(create().ok, true);
  });
});

async function problemsOf(test: TestContext, key: string, environment = {}): Promise<string[]> {
  const file = join(temporaryFolder(test), 'podtail.yaml');
  writeFileSync(file, `transforms:\n  - redact:\n      builtin: email\n      hash: { ${key} }\n`);
  const result = await loadConfig({ file, environment });
  return result.ok ? [] : result.problems.map((problem) => formatProblem(problem).slice(file.length));
}
