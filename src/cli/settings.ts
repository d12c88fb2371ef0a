import type { ConfigResult, LoadedConfig, OptionValues } from '../config/load.js';
import { variableOf } from '../config/options.js';
import { type ConfigPlace, describeValue, formatProblem } from '../config/problem.js';
import type { Environment } from '../config/references.js';
import type { LogLevel } from '../os/structured-log.js';
import type { DiagnosticFields } from '../record/diagnostics.js';
import { complain } from './output.js';

/** The configuration that the command line and the environment lead to. Complains and gives nothing if it is wrong. */
export async function loadSettings(
  options: OptionValues,
  warn: (message: string, fields?: DiagnosticFields) => void,
  environment: Environment = process.env,
): Promise<LoadedConfig | undefined> {
  const result = await readSettings(options, environment);
  if (result.ok) {
    for (const { message, ...fields } of result.warnings) warn(message, fields);
    return result;
  }
  for (const problem of result.problems) complain(formatProblem(problem));
  return undefined;
}

/** The same, or what is wrong with it. */
export async function readSettings(
  options: OptionValues,
  environment: Environment = process.env,
): Promise<ConfigResult> {
  const { loadConfig } = await import('../config/load.js');
  const file = configFile(options, environment);
  return loadConfig({ options, environment, ...(file === undefined ? {} : { file }) });
}

/** The configuration file that is named, if one is. */
export function configFile(options: OptionValues, environment: Environment = process.env): string | undefined {
  return textOf('config', options, environment)?.text;
}

/** How much `run` is to say of itself. Complains and gives nothing if the level is unknown. */
export async function readLogLevel(
  options: OptionValues,
  environment: Environment = process.env,
): Promise<LogLevel | undefined> {
  const given = textOf('log-level', options, environment);
  if (given === undefined) return 'info';
  const { logLevels } = await import('../os/structured-log.js');
  const level = logLevels.find((candidate) => candidate === given.text);
  if (level === undefined) {
    const expected = 'error, warn or info';
    const found = describeValue(given.text);
    complain(formatProblem({ kind: 'badValue', place: given.place, key: 'log-level', expected, found }));
  }
  return level;
}

/** An option that is no key of the configuration, or else its variable. */
function textOf(
  name: string,
  options: OptionValues,
  environment: Environment,
): { text: string; place: ConfigPlace } | undefined {
  const option = options[name];
  if (typeof option === 'string') return { text: option, place: { kind: 'option', name } };
  const variable = variableOf(name);
  const text = environment[variable] ?? '';
  return text === '' ? undefined : { text, place: { kind: 'variable', name: variable } };
}
