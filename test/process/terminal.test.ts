import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** What a podtail that reads a file once shows on a terminal of its own: both of its outputs, as `script` records them. */
function onTerminal(t: TestContext, args: string, env: NodeJS.ProcessEnv = {}): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'app.log'), 'one\ntwo\u001b[2J\n');
  const podtail = `${process.execPath} ${join(repositoryRoot, 'bin/podtail.js')}`;
  const line = `${podtail} --once --include ${folder}/app.log --metadata namespace=shop pod=web ${args}`;
  const { NO_COLOR: _, ...inherited } = process.env;
  return execFileSync('script', ['-qec', line, '/dev/null'], { encoding: 'utf8', env: { ...inherited, ...env } });
}

test('on a terminal records have a colour for each pod, and no control characters', (t) => {
  const shown = onTerminal(t, '');
  assert.match(shown, /^\u001b\[\d+mshop\/web\u001b\[0m \u001b\[2m\|\u001b\[0m one\r$/m);
  assert.match(shown, /two\\x1b\[2J\r$/m);
  assert.doesNotMatch(shown, /0 B of/);
});

test('on a terminal NO_COLOR turns colours off', (t) => {
  assert.match(onTerminal(t, '', { NO_COLOR: '1' }), /^shop\/web \| one\r$/m);
});

test('--once with redirected records shows a progress bar, and removes it at the end', (t) => {
  const shown = onTerminal(t, '--sink null');
  assert.match(shown, /% \| \d+ B of \d+ B \| .*\/s \| .* left/);
  assert.ok(shown.lastIndexOf('\u001b[2K') > shown.lastIndexOf(' left'), 'the line is cleared');
});
