/* `npm run bench:page -- FILE`: writes the figures of a result file into docs/benchmarks.md, in the place of what was measured. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../test/support/repository.js';
import type { BenchResult } from './result.js';
import type { SinkResult } from './sink-result.js';
import { renderSinkTable, SINKS_PLACE } from './sink-table.js';
import { READING_PLACE, renderTable, replaceTable } from './table.js';

const [resultFile] = process.argv.slice(2);
if (resultFile === undefined) {
  process.stderr.write('which result? npm run bench:page -- bench/results/<time>.json\n');
  process.exitCode = 2;
} else {
  const result: BenchResult | SinkResult = JSON.parse(readFileSync(resultFile, 'utf8'));
  const [table, place] =
    'shipments' in result ? [renderSinkTable(result), SINKS_PLACE] : [renderTable(result), READING_PLACE];
  const page = join(repositoryRoot, 'docs', 'benchmarks.md');
  writeFileSync(page, replaceTable(readFileSync(page, 'utf8'), table, place));
}
