import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../contenders/contenders.js';
import { type Input, type InputSize, writeInput } from '../inputs/input.js';
import { measureProcess } from '../process/measure-process.js';
import type { ProcessRun } from '../process/process-usage.js';
import type { InputProfile, ProcessFigures, UsageFigures } from '../result.js';
import { spread } from '../statistics.js';
import type { BenchContext } from './bench-context.js';

/** Writes an input, lets `measure` have it, and deletes it. */
export async function withInput<Result>(
  context: BenchContext,
  { profile, size }: { readonly profile: InputProfile; readonly size: InputSize },
  measure: (input: Input) => Promise<Result>,
): Promise<Result> {
  const { format, length, escapes } = profile;
  const name = `${format}-${length}-${escapes}-${size.files}x${Math.ceil(size.bytes / size.files)}`;
  context.say(`writing ${name}`);
  const input = writeInput(join(context.folder, name), profile, size, context.seed);
  try {
    return await measure(input);
  } finally {
    if (!context.keep) rmSync(input.tree.root, { recursive: true });
  }
}

/** Runs each contender several times over an input, in turns since machines are noisy, and checks its work. */
export async function measureContenders(
  context: BenchContext,
  input: Input,
  contenders: readonly Contender[],
): Promise<ProcessFigures[]> {
  const runs = new Map<Contender, ProcessRun[]>(contenders.map((contender) => [contender, []]));
  for (let run = 1; run <= context.runs; run++) {
    for (const [contender, done] of runs) {
      context.say(`  ${contender.name}, run ${run} of ${context.runs}`);
      done.push(await runContender(context, input, contender));
    }
  }
  return Array.from(runs, ([{ name }, done]) => ({ contender: name, ...usageFigures(done) }));
}

/** What several runs of the same took. */
export function usageFigures(runs: readonly ProcessRun[]): UsageFigures {
  return {
    cpuSeconds: spread(runs.map((run) => run.cpuSeconds)),
    wallSeconds: spread(runs.map((run) => run.wallSeconds)),
    peakResidentBytes: spread(runs.map((run) => run.peakResidentBytes)),
  };
}

async function runContender({ folder, keep }: BenchContext, input: Input, contender: Contender): Promise<ProcessRun> {
  const argv = contender.argv(input);
  const outputPath = join(folder, 'output.ndjson');
  const outputFile = contender.writesFile ? openSync(outputPath, 'w') : undefined;
  try {
    const process = await measureProcess(outputFile === undefined ? { argv } : { argv, outputFile }, folder);
    contender.verify(input, process, outputPath);
    return process;
  } finally {
    if (outputFile !== undefined) {
      closeSync(outputFile);
      if (!keep) rmSync(outputPath);
    }
  }
}
