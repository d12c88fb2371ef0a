/**
 * The torture run: `npm run torture -- --minutes N --seed S`. A tormentor writes, rotates and restarts; a driver stops,
 * kills with -9 and starts podtail; then every record is compared with what was written. Exits with 1 unless none is
 * lost, strange, out of order, or a duplicate without a kill before it.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createNode } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { createTormentor } from './tormentor.js';
import { type Life, type Verdict, verify } from './verify.js';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 1);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);

const root = createTemporaryFolder();
try {
  process.stdout.write(`torture: ${minutes} minutes, seed ${seed}\n`);
  const verdict = await torture();
  process.stdout.write(`torture, seed ${seed}: ${JSON.stringify(verdict)}\n`);
  const { lost, strange, duplicates, disordered } = verdict;
  process.exitCode = lost + strange + duplicates + disordered === 0 ? 0 : 1;
} finally {
  removeTemporaryFolder(root);
}

async function torture(): Promise<Verdict & { readonly lives: number }> {
  const node = createNode(root, { seed });
  const tormentor = createTormentor(node);
  const random = createSeededRandom(seed + 1);
  const lives: Life[] = [];
  const end = Date.now() + minutes * 60_000;
  while (Date.now() < end) {
    const podtail = start(node);
    const lifeEnd = Date.now() + random.below(4_000);
    while (Date.now() < lifeEnd) await torment(tormentor.step, random.below(30));
    const signal = random.pick(['SIGKILL', 'SIGTERM'] as const);
    podtail.signal(signal);
    await podtail.exit();
    lives.push({ records: podtail.seen, killed: signal === 'SIGKILL' });
    for (let steps = random.below(60); steps > 0; steps--) tormentor.step();
  }
  const last = start(node, '--once');
  await last.exit();
  lives.push({ records: last.seen, killed: false });
  return { ...verify(tormentor.runs(), lives), lives: lives.length };
}

function start(node: ReturnType<typeof createNode>, ...args: string[]): PodtailProcess {
  const include = join(node.pods, '*', '*', '*.log');
  const state = join(root, 'state');
  const options = ['--include', include, '--allow-target', node.dockerContainers, '--state-dir', state, ...args];
  return startPodtail(options, { deadline: 120_000 });
}

async function torment(step: () => void, milliseconds: number): Promise<void> {
  step();
  await pause(milliseconds);
}
