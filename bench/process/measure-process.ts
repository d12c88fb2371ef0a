import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cpuSeconds, type ProcessRun, type ProcessUsage } from './process-usage.js';

/** A Node.js program to be measured. */
export interface Program {
  /** The script and its arguments. */
  readonly argv: readonly string[];
  /** An open file that standard output goes to; if not given, it is returned as text. */
  readonly outputFile?: number;
}

export interface MeasuredProcess extends ProcessRun {
  readonly stdout: string;
  readonly stderr: string;
}

const USAGE_REPORT = fileURLToPath(new URL('usage-report.js', import.meta.url));

/**
 * Runs a program to its end. `folder` takes its usage report for a moment. Throws if the program fails, with what it
 * said on standard error.
 */
export async function measureProcess({ argv, outputFile }: Program, folder: string): Promise<MeasuredProcess> {
  const usageFile = join(folder, 'usage.json');
  const { options, env } = usageReporting(usageFile);
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, [...options, ...argv], {
    env,
    stdio: ['ignore', outputFile ?? 'pipe', 'pipe'],
  });
  const exit = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  const [status, wallSeconds, stdout, stderr] = await Promise.all([
    exit,
    exit.then(() => Number(process.hrtime.bigint() - start) / 1e9),
    child.stdout === null ? '' : text(child.stdout),
    text(child.stderr!),
  ]);
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}; it said:\n${stderr.slice(-4_000)}`);
  const usage: ProcessUsage = JSON.parse(readFileSync(usageFile, 'utf8'));
  rmSync(usageFile);
  return { cpuSeconds: cpuSeconds(usage), wallSeconds, peakResidentBytes: usage.peakResidentBytes, stdout, stderr };
}

/** What makes Node.js report its usage into a file: options that are before the script, and the environment. */
function usageReporting(usageFile: string): { readonly options: string[]; readonly env: NodeJS.ProcessEnv } {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PODTAIL_'));
  return {
    options: ['--import', pathToFileURL(USAGE_REPORT).href],
    env: { ...Object.fromEntries(inherited), BENCH_USAGE_FILE: usageFile },
  };
}
