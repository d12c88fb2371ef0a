/* `npm run bench:readme -- FILE`: writes the figures of a result file into README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../test/support/repository.js';
import type { BenchResult } from './result.js';
import { renderTable, replaceTable } from './table.js';

const [resultFile] = process.argv.slice(2);
if (resultFile === undefined) {
  process.stderr.write('which result? npm run bench:readme -- bench/results/<time>.json\n');
  process.exitCode = 2;
} else {
  const result: BenchResult = JSON.parse(readFileSync(resultFile, 'utf8'));
  const readme = join(repositoryRoot, 'README.md');
  writeFileSync(readme, replaceTable(readFileSync(readme, 'utf8'), renderTable(result)));
}
