import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { readRepository } from '../examples/example-podtail.js';
import { startFakeLoki } from '../support/fake-loki.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The `node` of version 24 or later that podtail is put into. */
const node = process.env.PODTAIL_EXECUTABLE_NODE;
const run = promisify(execFile);

test('the single executable does what podtail does, on a machine without Node.js', async (t) => {
  if (node === undefined) {
    if (process.env.PODTAIL_REQUIRE_SERVERS === '1') throw new Error('PODTAIL_EXECUTABLE_NODE names no node');
    return t.skip('it needs a node 24 to put podtail into: PODTAIL_EXECUTABLE_NODE');
  }
  const folder = temporaryFolder(t);
  const program = join(folder, 'podtail');
  execFileSync(process.execPath, ['scripts/executable.js', node, program], { cwd: repositoryRoot, stdio: 'pipe' });
  const file = join(folder, 'app.log');
  writeFileSync(file, 'one\ntwo\n');
  /** Nothing of the repository, and no Node.js, can be found from there. */
  const podtail = (...args: readonly string[]) => run(program, args, { cwd: folder, env: { HOME: folder } });

  await t.test('it is smaller than 130 MB', () => {
    assert.ok(statSync(program).size < 130e6, `${statSync(program).size} bytes`);
  });

  await t.test('it reads and prints logs, with its own WebAssembly', async () => {
    const { stdout } = await podtail('--once', '--include', file);
    const lines = stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { message: string }).message),
      ['one', 'two'],
    );
  });

  await t.test('it ships to Loki, compressed with snappy', async (t) => {
    const loki = await startFakeLoki(t);
    await podtail('--once', '--include', file, '--sink', 'loki', '--url', loki.url);
    assert.equal(loki.requests[0]?.headers['content-encoding'] ?? 'snappy', 'snappy');
    assert.ok(loki.requests.length > 0);
  });

  await t.test('it has help, a version, regular expressions and a schema', async () => {
    const { version } = JSON.parse(readRepository('package.json')) as {
      version: string;
    };
    assert.equal((await podtail('--version')).stdout, `${version}\n`);
    assert.match((await podtail('tail', '--help')).stdout, /podtail tail --connect/);
    assert.match((await podtail('schema')).stdout, /"sinks"/);
    const config = join(folder, 'podtail.yaml');
    writeFileSync(config, `include: [${file}]\nonce: true\ntransforms: [{ drop: [{ message: '^one' }] }]\n`);
    assert.doesNotMatch((await podtail('-c', config)).stdout, /"one"/);
  });
});
