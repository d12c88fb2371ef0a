import type { Config } from '../config/config.js';
import type { OptionValues } from '../config/load.js';
import type { Environment } from '../config/references.js';
import type { PrettyOutput } from '../pipeline/pipeline.js';

/** Whether the process's outputs are terminals. */
export interface Terminals {
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/** Whether colours are wanted where they are shown at all: unless `--no-color` or NO_COLOR (https://no-color.org) says otherwise. */
export function wantsColor({ 'no-color': noColor }: OptionValues, environment: Environment): boolean {
  return noColor === undefined ? (environment.NO_COLOR ?? '') === '' : noColor === false;
}

/**
 * How records are shown on standard output: for people, or undefined for programs. For people where that is a terminal or
 * `--pretty` says so; in colours there alone, if they are wanted.
 */
export function prettyOutput(
  values: OptionValues,
  environment: Environment,
  { stdout }: Terminals,
): PrettyOutput | undefined {
  return (values.pretty ?? stdout) ? { color: wantsColor(values, environment) } : undefined;
}

/** Whether a progress bar is shown on standard error: where that is a terminal, and nothing else runs over it. */
export function showsProgress({ once, sinks }: Pick<Config, 'once' | 'sinks'>, { stdout, stderr }: Terminals): boolean {
  return once && stderr && !(stdout && sinks.some(({ type }) => type === 'stdout'));
}
