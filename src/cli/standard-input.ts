import type { Command } from './command.js';
import { inputOptions, logLevelOption, terminalOptions } from './options.js';
import { runPipeline } from './run.js';

/** Ships what it reads from standard input. */
export const standardInputCommand: Command = {
  name: '-',
  description: 'Ship the lines of standard input (Docker JSON, CRI or raw), until it ends',
  options: [...inputOptions, ...terminalOptions, logLevelOption],
  examples: [['docker logs web 2>&1 | podtail - --metadata pod=web', 'Ship the lines of a pipe']],
  run: (values) => runPipeline(values, process.stdin),
};
