import { parseArgs } from 'node:util';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { diagnose } from './report.js';
import type { Outcome, TortureOptions } from './torture.js';

type DiagnosedOutcome = Pick<Outcome, 'findings' | 'lives'>;

/**
 * A torture run from the command line: says what it came to, and keeps the folder and sets the exit status 1 if podtail
 * did anything wrong.
 */
export async function runTorture<Came extends DiagnosedOutcome>(
  name: string,
  torture: (options: TortureOptions) => Promise<Came>,
  summarize: (outcome: Came) => readonly string[],
): Promise<void> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } },
  });
  const minutes = Number(values.minutes ?? 1);
  const seed = Number(values.seed ?? Date.now() % 2 ** 32);
  const without = new Set(values.without?.split(','));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);

  const root = createTemporaryFolder();
  say(`${name}: ${minutes} minutes, seed ${seed}`);
  const outcome = await torture({ root, seed, minutes, without, say });
  for (const line of summarize(outcome)) say(line);
  if (outcome.findings.list.length === 0) {
    removeTemporaryFolder(root);
    return;
  }
  for (const line of diagnose(outcome, root)) say(line);
  say(`${name}, seed ${seed}: FAILED; the files are kept in ${root}`);
  process.exitCode = 1;
}
