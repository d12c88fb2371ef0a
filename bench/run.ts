import { describeMachine } from './machine.js';
import type { BenchContext } from './measure/bench-context.js';
import { measureIdle } from './measure/idle.js';
import { measureLatency } from './measure/latency.js';
import { measureMemory } from './measure/memory.js';
import { measureStartUp, measureThroughput } from './measure/throughput.js';
import type { BenchOptions } from './options.js';
import { makePlan, neededBytes } from './plan.js';
import type { BenchResult } from './result.js';
import { createWorkspace, type Workspace } from './workspace.js';

/** Measures all there is to measure. The inputs and outputs are gone afterwards, also at Ctrl-C, unless kept. */
export async function runBenchmark(options: BenchOptions, say: (text: string) => void): Promise<BenchResult> {
  const plan = makePlan(options);
  const workspace = createWorkspace(neededBytes(plan));
  say(
    `inputs and outputs: ${workspace.folder}${workspace.onTmpfs ? '' : ' (no tmpfs with room: the disk takes part)'}`,
  );
  const interrupted = (): never => {
    if (!options.keep) workspace.remove();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    return await measureAll(options, workspace, { ...options, folder: workspace.folder, say });
  } finally {
    process.off('SIGINT', interrupted);
    if (!options.keep) workspace.remove();
  }
}

async function measureAll(options: BenchOptions, workspace: Workspace, context: BenchContext): Promise<BenchResult> {
  const plan = makePlan(options);
  const startedAt = new Date().toISOString();
  const startUp = await measureStartUp(context);
  const throughput = await measureThroughput(context, plan);
  const memory = await measureMemory(context, plan);
  const idle = await measureIdle(context, plan);
  const latency = await measureLatency(context, plan);
  const machine = describeMachine(workspace.onTmpfs);
  const { smoke, seed, runs } = options;
  const measured = { startedAt, machine, smoke, seed, runs, startUp, throughput, memory, latency };
  return idle === undefined ? measured : { ...measured, idle };
}
