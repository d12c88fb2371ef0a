import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../../test/support/repository.js';
import type { Input } from '../inputs/input.js';
import type { PodTree } from '../inputs/pod-tree.js';
import type { MeasuredProcess } from '../process/measure-process.js';
import type { ContenderName } from '../result.js';
import { verifySummary } from './podtail-summary.js';
import { type BaselineTask, pathFields } from './task.js';
import { verifyOutput, verifyReport } from './verify-work.js';

/** A program that works through an input from its start to its end. */
export interface Contender {
  readonly name: ContenderName;
  /** The script and its arguments. */
  readonly argv: (input: Input) => string[];
  /** Whether its standard output is the work itself, and goes to a file. */
  readonly writesFile: boolean;
  /** Throws unless all the work was done. */
  readonly verify: (input: Input, process: MeasuredProcess, outputPath: string) => void;
}

export const readAlone = baseline('read', 'read-alone.js', false);
export const split2Baseline = baseline('split2', 'split2-baseline.js', true);
export const tailFileBaseline = baseline('tail-file', 'tail-file-baseline.js', true);

export const podtailToNull: Contender = {
  name: 'podtail-null',
  argv: ({ tree }) => podtailArguments(tree, '--once', '--sink', 'null'),
  writesFile: false,
  verify: (input, { stderr }) => verifySummary(input.lines, stderr),
};

export const podtailToFile: Contender = {
  name: 'podtail-file',
  argv: ({ tree }) => podtailArguments(tree, '--once', '--sink', 'stdout'),
  writesFile: true,
  verify: (input, _process, outputPath) => verifyOutput(input, outputPath),
};

function podtailArguments({ include, targets }: PodTree, ...options: readonly string[]): string[] {
  return [join(repositoryRoot, 'bin', 'podtail.js'), ...treeOptions({ include, targets }), ...options];
}

/** The options that point podtail at a tree. */
export function treeOptions({ include, targets }: Pick<PodTree, 'include' | 'targets'>): string[] {
  return ['--include', include, ...targets.flatMap((target) => ['--allow-target', target])];
}

/** A program in this folder that reads the input's only file, or its first. */
function baseline(name: ContenderName, script: string, looksAtLines: boolean): Contender {
  return {
    name,
    argv: ({ profile, tree }) => {
      const run = tree.runs[0]!;
      const task: BaselineTask = { path: run.files.path, format: profile.format, fields: pathFields(run) };
      return [fileURLToPath(new URL(script, import.meta.url)), JSON.stringify(task)];
    },
    writesFile: false,
    verify: (input, { stdout }) => verifyReport(input, JSON.parse(stdout), looksAtLines),
  };
}
