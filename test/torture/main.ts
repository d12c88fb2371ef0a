/**
 * The torture run: `npm run torture -- --minutes N --seed S`. A writer acts as kubelet, runtimes and applications;
 * podtail is stopped, killed with -9 and started, its disk is filled, its sink stalls; every record is compared with what
 * was written. Exits with 1 if podtail did anything wrong, and keeps the folder then. The same seed has the same steps;
 * how they meet podtail's own is another matter. `--without KIND,KIND` leaves out kinds of steps (see `plan.ts`), and
 * `copytruncate`.
 */
import { parseArgs } from 'node:util';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { diagnose, summarize } from './report.js';
import { torture } from './torture.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } },
});
const minutes = Number(values.minutes ?? 1);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
const without = new Set(values.without?.split(','));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const root = createTemporaryFolder();
say(`torture: ${minutes} minutes, seed ${seed}`);
const outcome = await torture({ root, seed, minutes, without, say });
for (const line of summarize(outcome)) say(line);
if (outcome.findings.list.length === 0) {
  removeTemporaryFolder(root);
} else {
  for (const line of diagnose(outcome, root)) say(line);
  say(`torture, seed ${seed}: FAILED; the files are kept in ${root}`);
  process.exitCode = 1;
}
