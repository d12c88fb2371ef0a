import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPodtail } from '../../test/support/podtail-process.js';
import { treeOptions } from '../contenders/contenders.js';
import { createPodTree } from '../inputs/pod-tree.js';
import type { Plan } from '../plan.js';
import { countHandles, countWatches, readCpuSeconds, readResidentBytes } from '../process/linux-process.js';
import type { IdleFigures } from '../result.js';
import type { BenchContext } from './bench-context.js';

/** What start-up leaves behind (compiling, collecting garbage) is over after this long, in milliseconds. */
const SETTLING = 3_000;

/**
 * Lets podtail follow files of one line each, waits for all the lines, and then looks at what it takes while nothing is
 * written. Undefined where the operating system is not Linux.
 */
export async function measureIdle(context: BenchContext, plan: Plan): Promise<IdleFigures | undefined> {
  const { idleFiles: files, idleSeconds: seconds } = plan;
  if (process.platform !== 'linux') {
    context.say('idle: skipped, it is measured on Linux alone');
    return undefined;
  }
  context.say(`idle: ${files} files, ${seconds} s`);
  const tree = createPodTree(join(context.folder, 'idle'), 'docker', files, context.seed);
  for (const run of tree.runs) {
    run.pieces('nothing more will come', 'stdout');
    run.stop();
  }
  const podtail = startPodtail(treeOptions(tree));
  try {
    await podtail.records(files);
    await delay(SETTLING);
    const before = readCpuSeconds(podtail.pid);
    const start = performance.now();
    await delay(seconds * 1000);
    const cpuShare = (readCpuSeconds(podtail.pid) - before) / ((performance.now() - start) / 1000);
    return {
      files,
      seconds,
      cpuShare,
      handles: countHandles(podtail.pid),
      watches: countWatches(podtail.pid),
      residentBytes: readResidentBytes(podtail.pid),
    };
  } finally {
    podtail.signal('SIGTERM');
    await podtail.exit();
  }
}
