import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How to start a shell that a person would type into, and what they have in its start-up file. */
const shells = {
  bash: {
    // The login shell need not be the one that is typed into.
    loginShell: '/bin/zsh',
    start: 'bash --norc --noprofile -i',
    setUp: 'source <(podtail completion bash)',
  },
  zsh: {
    loginShell: '/bin/bash',
    start: 'zsh -f -i',
    setUp: 'autoload -U compinit; compinit -u -D; source <(podtail completion zsh)',
  },
};
/** Lines as they are typed, each with what the shell then starts. */
const typed: readonly [keys: string, command: string][] = [
  ['ch\t', 'check'],
  ['files --js\t', 'files --json'],
  ['--sink el\t', '--sink elasticsearch'],
  ['--sink=el\t', '--sink=elasticsearch'],
  ['check -c my-con\t', 'check -c my-config.yaml'],
  ['replay dead\tlo\t', 'replay dead-letters/loki.ndjson'],
  ['pos\t--state-dir dead\t', 'positions --state-dir dead-letters'],
];

for (const [name, { start, setUp, loginShell }] of Object.entries(shells)) {
  describe(`a real ${name}`, { skip: missing(name) }, () => {
    it('completes commands, options, their choices and file names', (test) => {
      const lines = typed.map(([keys]) => `podtail ${keys}\n`).join('');
      assert.deepEqual(
        typeInto(start, `export SHELL=${loginShell}\n${setUp}\n${lines}exit\n`, test),
        typed.map(([, command]) => command),
      );
    });

    it('accepts the script without output', (test) => {
      const folder = worldOf(test);
      const { status, stdout, stderr } = spawnSync(name, ['-c', setUp], { encoding: 'utf8', ...within(folder) });
      assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
    });
  });
}

/** Types into a shell on a terminal of its own; returns what it starts podtail with, a line each, without the slash or space that some completions end with. */
function typeInto(start: string, keys: string, test: TestContext): string[] {
  const folder = worldOf(test);
  const { stdout, error } = spawnSync('script', ['--quiet', '--command', start, '/dev/null'], {
    ...{ input: keys, encoding: 'utf8', timeout: 60_000 },
    ...within(folder),
  });
  assert.equal(error, undefined, stdout);
  const started = readFileSync(join(folder, 'started'), 'utf8').trimEnd().split('\n');
  assert.ok(started.length > 0, stdout);
  return started.map((line) => line.replace(/\/?\s*$/, ''));
}

/** A folder with files to complete, and a `podtail` that answers shells, and notes what else it is started with. */
function worldOf(test: TestContext): string {
  const folder = temporaryFolder(test);
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'dead-letters'));
  for (const file of ['my-config.yaml', 'dead-letters/loki.ndjson', 'started']) writeFileSync(join(folder, file), '');
  const podtail = `"${process.execPath}" "${join(repositoryRoot, 'bin/podtail.js')}" "$@"`;
  writeFileSync(
    join(folder, 'bin', 'podtail'),
    `#!/bin/sh
case "$1" in
  --get-yargs-completions | completion) exec ${podtail} ;;
esac
echo "$*" >> "${folder}/started"
`,
  );
  chmodSync(join(folder, 'bin', 'podtail'), 0o755);
  return folder;
}

function within(folder: string) {
  const { PATH = '' } = process.env;
  const env = { PATH: `${join(folder, 'bin')}${delimiter}${PATH}`, TERM: 'dumb', HOME: folder, SHELL: '/bin/sh' };
  return { cwd: folder, env };
}

function missing(name: string): string | false {
  return spawnSync('which', [name, 'script']).status === 0 ? false : `needs ${name} and script`;
}
