/**
 * podtail's main job on a live tree: something that acts as kubelet and container runtimes keeps the logs of a few
 * pods, which write, rotate and restart; podtail follows them and ships to its standard output, which is shown here.
 * Ends by itself, with status 1 unless every line came out once.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRealClock } from '../../test/support/log-time.js';
import { createNode } from '../../test/support/node.js';
import { type PodtailProcess, startPodtail } from '../../test/support/podtail-process.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../../test/support/temporary-folder.js';
import { createScene, type Scene } from './scene.js';
import { createShow } from './show.js';
import { describeTally, isPerfect, takeTally } from './tally.js';

/** In milliseconds. */
const DURATION = 6_000;
const LINE_EVERY = 33;
/** How long podtail may take to ship what was written last. */
const PATIENCE = 5_000;

const root = createTemporaryFolder();
try {
  process.exitCode = await play(root);
} finally {
  removeTemporaryFolder(root);
}

async function play(root: string): Promise<number> {
  const node = createNode(root, { clock: createRealClock() });
  const include = join(node.pods, '*', '*', '*.log');
  const args = ['--include', include, '--allow-target', node.dockerContainers];
  process.stdout.write(`podtail ${args.join(' ')}\n\n`);
  const show = createShow(process.stdout);
  const podtail = startPodtail(args, { deadline: PATIENCE, onRecord: show });
  const scene = createScene(node);
  try {
    await act(scene);
    await podtail.records(scene.runs().flatMap((run) => run.written).length);
    podtail.signal('SIGTERM');
    await podtail.exit();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    podtail.signal('SIGKILL');
  }
  return sumUp(scene, podtail);
}

async function act(scene: Scene): Promise<void> {
  const start = Date.now();
  for (let elapsed = 0; elapsed < DURATION; elapsed = Date.now() - start) {
    scene.advance(elapsed);
    await sleep(LINE_EVERY);
  }
  scene.end();
}

function sumUp(scene: Scene, podtail: PodtailProcess): number {
  const tally = takeTally(scene.runs(), podtail.seen);
  const last = podtail.seen.at(-1);
  if (process.stdout.isTTY) process.stdout.write(`\nThe last record as it left podtail:\n${JSON.stringify(last)}\n`);
  process.stdout.write(`\n${isPerfect(tally) ? 'All there' : 'NOT all there'}: ${describeTally(tally)}\n`);
  return isPerfect(tally) ? 0 : 1;
}
