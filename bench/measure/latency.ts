import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type PodtailProcess, startPodtail } from '../../test/support/podtail-process.js';
import type { ShippedRecord } from '../../test/support/shipped-record.js';
import { treeOptions } from '../contenders/contenders.js';
import { createPodTree, type PodTree } from '../inputs/pod-tree.js';
import type { Plan } from '../plan.js';
import type { LatencyFigures } from '../result.js';
import { median, percentile } from '../statistics.js';
import type { BenchContext } from './bench-context.js';

const WARM_UP = 'warm-up';

/**
 * Writes lines while podtail follows, at random times and to random files, each with the time of its write by this
 * process's own clock. Throws if a line does not arrive.
 */
export async function measureLatency(context: BenchContext, plan: Plan): Promise<LatencyFigures> {
  const { latencyFiles: files, latencySeconds: seconds } = plan;
  context.say(`latency: ${files} files, ${seconds} s`);
  const tree = createPodTree(join(context.folder, 'latency'), 'docker', files, context.seed);
  const podtail = startPodtail(treeOptions(tree), { deadline: (seconds + 30) * 1000 });
  try {
    for (const run of tree.runs) run.pieces(WARM_UP, 'stdout');
    await podtail.records(files);
    const lines = seconds * plan.latencyLinesPerSecond;
    const [milliseconds] = await Promise.all([arrivals(podtail, lines), writeStamps(tree, lines, seconds)]);
    return {
      files,
      seconds,
      lines,
      medianMilliseconds: median(milliseconds),
      percentile99Milliseconds: percentile(milliseconds, 99),
      maxMilliseconds: Math.max(...milliseconds),
    };
  } finally {
    podtail.signal('SIGTERM');
    await podtail.exit();
    for (const run of tree.runs) run.stop();
  }
}

/** How long each line took, in milliseconds. The predicate is called for a record as soon as it is there. */
async function arrivals(podtail: PodtailProcess, lines: number): Promise<number[]> {
  const milliseconds: number[] = [];
  await podtail.record(({ message }: ShippedRecord) => {
    if (message !== WARM_UP) milliseconds.push(Number(process.hrtime.bigint() - BigInt(message)) / 1e6);
    return milliseconds.length === lines;
  });
  return milliseconds;
}

/** Random gaps, so that no beat of podtail's own is hit or missed each time. */
async function writeStamps({ node, runs }: PodTree, lines: number, seconds: number): Promise<void> {
  const meanGap = (seconds * 1000) / lines;
  let due = performance.now();
  for (let written = 0; written < lines; written++) {
    due += 2 * meanGap * (node.random.below(1_000) / 1_000);
    await delay(Math.max(0, due - performance.now()));
    node.random.pick(runs).pieces(process.hrtime.bigint().toString(), 'stdout');
  }
}
