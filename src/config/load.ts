import type { Config, ConfigInput } from './config.js';
import { clusterLayer, environmentLayer, unknownVariables } from './environment.js';
import { hashKeyProblems } from './hash-keys.js';
import { layOver } from './lay-over.js';
import type { ConfigLayer } from './layer.js';
import { lokiLabelWarnings } from './loki-label-warnings.js';
import { longLineWarnings } from './long-lines.js';
import { memoryFault, memoryLayer, ownMemoryLimit } from './memory-limit.js';
import { newestFirstWarnings } from './newest-first-warnings.js';
import { optionLayer } from './option-layer.js';
import { configOptions } from './options.js';
import { type ConfigPath, type ConfigPlace, type ConfigProblem, formatProblem } from './problem.js';
import { readConfigFile } from './read-file.js';
import type { Environment, Reference } from './references.js';
import { secretTextsOf } from './secret-texts.js';
import { timeRangeWarnings } from './time-range-warnings.js';
import { completeConfig, ownProblemsOf, problemsOf } from './validate.js';
import type { ConfigWarning } from './warning.js';

/** Options as they were given, by name without dashes; what was not given is absent. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Where a configuration comes from, in rising precedence. Values left out add nothing. */
export interface ConfigSources {
  /** Path of the YAML file. */
  readonly file?: string;
  readonly environment?: Environment;
  readonly options?: OptionValues;
  /** Bytes of memory that the process may use, Infinity for any; not given: as its control group says. */
  readonly memoryLimit?: number;
}

/** A configuration, warnings for the log, and what in it came from the environment or from files. */
export interface LoadedConfig {
  readonly config: Config;
  readonly warnings: readonly ConfigWarning[];
  readonly references: readonly Reference[];
  /** Where the value of a key is, or the nearest thing around it that there is. */
  placeOf(path: ConfigPath): ConfigPlace;
}

/** A configuration, or all that is wrong with it. */
export type ConfigResult =
  | ({ readonly ok: true } & LoadedConfig)
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Loads the configuration: defaults, below the file, below the environment, below the options. */
export async function loadConfig({
  file,
  environment = {},
  options = {},
  memoryLimit = ownMemoryLimit(),
}: ConfigSources): Promise<ConfigResult> {
  const layers = [clusterLayer(environment), environmentLayer(environment), optionsLayer(options)];
  if (file !== undefined) layers.splice(1, 0, await readConfigFile(file, environment));
  const warnings = unknownVariables(environment).map((message) => ({ message }));
  return resolveWithin(memoryLimit, layers, environment, warnings);
}

/** The configuration that a program writes: what it leaves out gets its default. Looks for the keys of hashes. */
export function createConfig(values: ConfigInput = {}): ConfigResult {
  const layer: ConfigLayer = { values, problems: [], placeOf: () => ({ kind: 'program' }) };
  return resolveWithin(ownMemoryLimit(), [layer], process.env, []);
}

/** The same with a default of `limits.memory` that fits the process's memory, as far as long lines leave it the choice. */
function resolveWithin(
  limit: number | undefined,
  layers: readonly ConfigLayer[],
  environment: Environment,
  warnings: readonly ConfigWarning[],
): ConfigResult {
  const memory = memoryLayer(limit);
  const within = memory && resolve([memory, ...layers], environment, warnings);
  const result = within?.ok === true ? within : resolve(layers, environment, warnings);
  if (!result.ok) return result;
  const fault = memoryFault(result.config.limits.memory, limit);
  const found = [
    ...(fault === undefined ? [] : [{ message: fault.message }]),
    ...longLineWarnings(result.config),
    ...lokiLabelWarnings(result.config),
    ...newestFirstWarnings(result.config),
    ...timeRangeWarnings(result.config),
  ];
  return { ...result, warnings: [...result.warnings, ...found] };
}

/**
 * Every layer has to be valid by itself, also where a later one overrides it, and then all of them together. Problems that are
 * found in both ways are logged once.
 */
function resolve(
  layers: readonly ConfigLayer[],
  environment: Environment,
  warnings: readonly ConfigWarning[],
): ConfigResult {
  const own = layers.flatMap(ownProblemsOf);
  const whole = layers.reduce(layOver);
  // What a file that cannot be read would have set is unknown.
  const isUnreadable = own.some(({ kind }) => kind === 'unreadable');
  const problems = withoutRepeats([
    ...own,
    ...(isUnreadable ? [] : problemsOf(whole)),
    ...hashKeyProblems(whole, environment),
  ]);
  if (problems.length > 0) return { ok: false, problems };
  const references = whole.references ?? [];
  return {
    ok: true,
    config: withSecretTexts(completeConfig(whole.values), secretTextsOf(whole.values, references)),
    warnings,
    references,
    placeOf: (path) => whole.placeOf(path, 'value'),
  };
}

function withSecretTexts(config: Config, secrets: ReadonlyMap<number, readonly string[]>): Config {
  if (secrets.size === 0) return config;
  const sinks = config.sinks.map((sink, index) => {
    const secretTexts = secrets.get(index);
    return secretTexts === undefined ? sink : Object.freeze({ ...sink, secretTexts: Object.freeze(secretTexts) });
  });
  return Object.freeze({ ...config, sinks: Object.freeze(sinks) });
}

function withoutRepeats(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

function optionsLayer(values: OptionValues): ConfigLayer {
  const given = configOptions.flatMap((option) => {
    const value = values[option.name];
    if (value === undefined) return [];
    const texts = Array.isArray(value) ? value : [String(value)];
    return [{ option, place: { kind: 'option', name: option.name } as const, texts }];
  });
  return optionLayer(given, { kind: 'program' });
}
