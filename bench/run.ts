import { describeMachine } from './machine.js';
import type { BenchContext } from './measure/bench-context.js';
import { measureIdle } from './measure/idle.js';
import { measureLatency } from './measure/latency.js';
import { measureMemory } from './measure/memory.js';
import { measureSinks, SINK_INPUT } from './measure/sinks.js';
import { measureStartUp, measureThroughput } from './measure/throughput.js';
import type { BenchOptions } from './options.js';
import { makePlan, neededBytes, type Plan } from './plan.js';
import type { BenchResult, RunFacts } from './result.js';
import type { SinkResult } from './sink-result.js';
import { createWorkspace, type Workspace } from './workspace.js';

/** Measures a part. The inputs and outputs are gone afterwards, also at Ctrl-C, unless kept. */
export async function runBenchmark(
  options: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult | SinkResult> {
  const plan = makePlan(options);
  const workspace = createWorkspace(neededBytes(plan, options.part));
  say(
    `inputs and outputs: ${workspace.folder}${workspace.onTmpfs ? '' : ' (no tmpfs with room: the disk takes part)'}`,
  );
  const interrupted = (): never => {
    if (!options.keep) workspace.remove();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    const context = { ...options, folder: workspace.folder, say };
    const facts = runFacts(options, workspace);
    return options.part === 'sinks'
      ? { ...facts, input: SINK_INPUT, ...(await measureSinks(context, plan)) }
      : { ...facts, ...(await measureReading(context, plan)) };
  } finally {
    process.off('SIGINT', interrupted);
    if (!options.keep) workspace.remove();
  }
}

async function measureReading(context: BenchContext, plan: Plan): Promise<Omit<BenchResult, keyof RunFacts>> {
  const startUp = await measureStartUp(context);
  const throughput = await measureThroughput(context, plan);
  const memory = await measureMemory(context, plan);
  const idle = await measureIdle(context, plan);
  const latency = await measureLatency(context, plan);
  const measured = { startUp, throughput, memory, latency };
  return idle === undefined ? measured : { ...measured, idle };
}

function runFacts({ smoke, seed, runs }: BenchOptions, { onTmpfs }: Workspace): RunFacts {
  return { startedAt: new Date().toISOString(), machine: describeMachine(onTmpfs), smoke, seed, runs };
}
