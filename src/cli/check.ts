import type { Config } from '../config/config.js';
import { counted } from '../record/counted.js';
import type { ProbeResult } from '../record/sink.js';
import { type Command, ExitStatus } from './command.js';
import { configurationOptions } from './options.js';
import { complain, print } from './output.js';
import { plainDiagnostics } from './plain-diagnostics.js';
import { loadSettings } from './settings.js';

/** Validates the configuration and prints what it comes to, with defaults, variables and options put in. */
export const checkCommand: Command = {
  name: 'check',
  description: 'Validate the configuration and print the effective one, as YAML',
  options: [...configurationOptions, { name: 'connect', takes: 'nothing' }],
  examples: [
    ['podtail check -c podtail.yaml', 'Validate this file, and show every setting'],
    ['podtail check -c podtail.yaml --connect', 'Also test the connection to each sink'],
  ],
  async run({ connect, ...values }) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { secretFileWarnings } = await import('../config/secret-files.js');
    for (const warning of secretFileWarnings(loaded)) complain(warning);
    const { formatConfig } = await import('../config/print.js');
    print(formatConfig(loaded.config, loaded.references));
    const { memoryFault, ownMemoryLimit } = await import('../config/memory-limit.js');
    if (memoryFault(loaded.config.limits.memory, ownMemoryLimit())?.kind === 'refused') return ExitStatus.usage;
    const { listSinkProxies } = await import('../inspect/sink-proxies.js');
    for (const { sink, server, proxy, why } of listSinkProxies(loaded.config, process.env)) {
      const way = proxy === undefined ? 'directly' : `through the proxy ${proxy}`;
      complain(`the sink ${sink} reaches ${server} ${way}: ${why}`);
    }
    const { podSourceOf } = await import('../pipeline/pods.js');
    const podSource = podSourceOf(loaded.config, process.env);
    if (podSource !== undefined) complain(`labels and annotations of pods come from ${podSource}`);
    return connect === true ? probe(loaded.config) : ExitStatus.done;
  },
};

function wordsOf(result: ProbeResult): string {
  if (!result.ok) return `cannot be used: ${result.reason}`;
  return `${result.accepts ? 'takes data' : 'can be reached'}: ${result.found}`;
}

async function probe(config: Config): Promise<ExitStatus> {
  const { probeSinks } = await import('../inspect/probe-sinks.js');
  const probes = await probeSinks(config, plainDiagnostics);
  for (const { sink, result } of probes) {
    if (result === undefined) complain(`the sink ${sink} has nothing to connect to`);
    else complain(`the sink ${sink} ${wordsOf(result)}`);
  }
  const isAnswered = await probePods(config);
  return isAnswered && probes.every(({ result }) => result?.ok !== false) ? ExitStatus.done : ExitStatus.failed;
}

/** Checks the origin of pod labels, if one is configured. */
async function probePods({ kubernetes }: Config): Promise<boolean> {
  const { findKnownPods } = await import('../inspect/known-pods.js');
  const { from, count, problem } = await findKnownPods(kubernetes === undefined ? {} : { kubernetes });
  if (from === undefined) return true;
  complain(problem === undefined ? `${from} lists ${counted(count, 'pod')}` : `${from} cannot list pods: ${problem}`);
  return problem === undefined;
}
