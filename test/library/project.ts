import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../support/repository.js';

/** Puts podtail's tarball into a project, and beside it what it depends on, as npm would from a registry. */
export function install(project: string, others: readonly string[] = []): void {
  const modules = join(project, 'node_modules');
  const podtail = join(modules, 'podtail');
  mkdirSync(podtail, { recursive: true });
  // It is built already: to build it again would take it from under the other tests.
  const packed = run(repositoryRoot, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project]);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  run(project, 'tar', ['--extract', '--file', filename, '--strip-components', '1', '--directory', podtail]);
  const { dependencies } = JSON.parse(readFileSync(join(podtail, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), '@types/node', ...others]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(modules, name));
  }
}

/** Runs a program to its end; its standard output. */
export function run(folder: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

/** The same, while this process continues: for a program that asks a server of the test. */
export async function runLater(folder: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder, timeout: 60_000 });
  return stdout;
}
