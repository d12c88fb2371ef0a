import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.js';

/** How a podtail that ran to its end has ended, and what it said. */
export interface PodtailResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bin/podtail.js` in the repository's root, with these variables and PATH alone, and waits for its end. */
export function runPodtail(args: readonly string[], variables: NodeJS.ProcessEnv = {}): PodtailResult {
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repositoryRoot, 'bin/podtail.js'), ...args], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env: { PATH, ...variables },
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** A value for each variable of the environment that a configuration names. */
export function variablesOf(configuration: string): Record<string, string> {
  const named = [...configuration.matchAll(/\$\{([A-Z_][A-Z0-9_]*)\}|\bkeyEnv: ([A-Z_][A-Z0-9_]*)/g)];
  const names = named.map(([, inText, ofKey]) => (inText ?? ofKey)!);
  return Object.fromEntries(names.map((name) => [name, `value-of-${name.toLowerCase()}`]));
}

/** The text of a file of the repository. */
export function readRepository(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}
