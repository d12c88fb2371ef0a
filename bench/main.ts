/* `npm run bench`: measures podtail beside its baselines or peers, prints a table and writes a result file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../test/support/repository.js';
import { parseOptions, USAGE } from './options.js';
import { readOptions } from './read-options.js';
import { sinkReport } from './report/sink-terminal.js';
import { terminalReport } from './report/terminal.js';
import type { RunFacts } from './result.js';
import { runBenchmark } from './run.js';

const [, , part = ''] = process.argv;
const isOfTransforms = part === 'transforms';
const isOfMerge = part === 'merge';
const isLive = part === 'peers' || part === 'compare';
if (isOfTransforms) await import('./transforms/main.js');
if (isOfMerge) await import('./merge/main.js');
if (isLive) await (await import('./live/main.js')).benchLive(process.argv.slice(2));
const options =
  isOfTransforms || isOfMerge || isLive ? undefined : readOptions(parseOptions, process.argv.slice(2), USAGE);
if (options !== undefined) {
  const result = await runBenchmark(options, (text) => process.stderr.write(`${text}\n`));
  const resultFile = options.json ?? defaultResultFile(result);
  mkdirSync(dirname(resultFile), { recursive: true });
  writeFileSync(resultFile, `${JSON.stringify(result, undefined, 2)}\n`);
  const report = 'shipments' in result ? sinkReport(result) : terminalReport(result);
  process.stdout.write(`${report}\n\nResult: ${resultFile}\n`);
}

function defaultResultFile({ startedAt }: RunFacts): string {
  return join(repositoryRoot, 'bench', 'results', `${startedAt.replaceAll(':', '-')}.json`);
}
