import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repository.js';
import { findProgram } from '../find-program.js';

/** How a server is joined from packages, before the tests that start it. */
export interface ServerBuild {
  /** As people call it. */
  readonly name: string;
  /** The start of its folder's name. */
  readonly id: string;
  /** The files of this repository that it is made from, relative to its root. */
  readonly sources: readonly string[];
  /** What fills the output folder; it is run in there. */
  readonly command: (paths: BuildPaths) => readonly [program: string, ...args: string[]];
  /** The programs that building it needs, and how to get each. */
  readonly toBuild: readonly NeededProgram[];
  /** The programs that running it needs. */
  readonly toRun: readonly NeededProgram[];
  /** What builds it, if not `prepare-servers.js` along with the others. */
  readonly script?: string;
}

interface BuildPaths {
  readonly repository: string;
  readonly output: string;
}

export interface NeededProgram {
  readonly program: string;
  /** What to do where it is missing. */
  readonly remedy: string;
}

/** Why the server cannot be started, if it cannot. */
export function whyNoServer(build: ServerBuild): string | undefined {
  const missing = missingProgram(build.toRun);
  if (missing !== undefined || isBuilt(build)) return missing;
  const script = build.script ?? 'node build/test/e2e/prepare-servers.js';
  return whyNotToBuild(build) ?? `${build.name} is not built yet: run ${script}`;
}

/** Why the server cannot be built, if it cannot. */
export function whyNotToBuild(build: ServerBuild): string | undefined {
  return missingProgram([...build.toBuild, ...build.toRun]);
}

export function isBuilt(build: ServerBuild): boolean {
  return existsSync(serverFolder(build));
}

/**
 * Builds the server, unless another process does so first.
 *
 * @throws Error when the command fails; what it said is on standard error.
 */
export function buildServer(build: ServerBuild): void {
  const folder = serverFolder(build);
  const output = `${folder}.${process.pid}`;
  mkdirSync(output, { recursive: true });
  try {
    const [program, ...args] = build.command({ repository: repositoryRoot, output });
    const { status, signal, error } = spawnSync(program, args, { cwd: output, stdio: ['ignore', 2, 2] });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`${build.name} was not built: ${program} ended with ${status ?? signal}`);
    if (!isBuilt(build)) renameSync(output, folder);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/**
 * Where the server is, once built: outside the repository, so that no clone builds what another has built, and named by
 * all that it is made from.
 */
export function serverFolder({ id, sources, command }: ServerBuild): string {
  const { XDG_CACHE_HOME } = process.env;
  const hash = createHash('sha256').update(JSON.stringify(command({ repository: '', output: '' })));
  for (const source of sources) hash.update(readFileSync(join(repositoryRoot, source)));
  const name = `${id}-${process.arch}-${hash.digest('hex').slice(0, 16)}`;
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'podtail-e2e', name);
}

function missingProgram(programs: readonly NeededProgram[]): string | undefined {
  const missing = programs.find(({ program }) => findProgram(program) === undefined);
  return missing && `no ${missing.program} on PATH: ${missing.remedy}`;
}
