/**
 * The torture run against a real OpenSearch: `npm run torture:elasticsearch -- --minutes N --seed S`. As in `../main.ts`,
 * but nothing is deleted before it was read, podtail ships through a proxy that makes trouble, and the server is halted
 * now and then. In the end each line must be one document. Exits with 1 if it is not so.
 */
import { parseArgs } from 'node:util';
import { createTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder.js';
import { diagnose } from '../report.js';
import { summarizeElasticsearch } from './report.js';
import { tortureElasticsearch } from './torture.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } },
});
const minutes = Number(values.minutes ?? 1);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
const without = new Set(values.without?.split(','));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const root = createTemporaryFolder();
say(`torture with OpenSearch: ${minutes} minutes, seed ${seed}`);
const outcome = await tortureElasticsearch({ root, seed, minutes, without, say });
for (const line of summarizeElasticsearch(outcome)) say(line);
if (outcome.findings.list.length === 0) {
  removeTemporaryFolder(root);
} else {
  for (const line of diagnose(outcome, root)) say(line);
  say(`torture with OpenSearch, seed ${seed}: FAILED; the files are kept in ${root}`);
  process.exitCode = 1;
}
// Without this, Node.js 20.20 was seen to spin for ever in the clean-up of handles that it does before it exits.
process.exit();
