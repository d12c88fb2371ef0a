import type { Config, ConfigInput } from './config.js';
import { clusterLayer, environmentLayer, unknownVariables } from './environment.js';
import { hashKeyProblems } from './hash-keys.js';
import { layOver } from './lay-over.js';
import type { ConfigLayer } from './layer.js';
import { memoryFault, memoryLayer, ownMemoryLimit } from './memory-limit.js';
import { optionLayer } from './option-layer.js';
import { configOptions } from './options.js';
import { type ConfigPath, type ConfigPlace, type ConfigProblem, formatProblem } from './problem.js';
import { readConfigFile } from './read-file.js';
import type { Environment, Reference } from './references.js';
import { secretTextsOf } from './secret-texts.js';
import { completeConfig, ownProblemsOf, problemsOf } from './validate.js';
import { type ConfigWarning, warningsOf } from './warnings.js';

/** Given options, by name without dashes. Options that were not given are absent. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The sources of a configuration, in rising precedence. */
export interface ConfigSources {
  /** Path of the YAML file. */
  readonly file?: string;
  readonly environment?: Environment;
  readonly options?: OptionValues;
  /** Memory that the process may use, in bytes. Infinity: no limit. Not given: the limit of the control group. */
  readonly memoryLimit?: number;
}

/** A configuration, its warnings, and its texts from the environment or from files. */
export interface LoadedConfig {
  readonly config: Config;
  readonly warnings: readonly ConfigWarning[];
  readonly references: readonly Reference[];
  /** The place of the value of a key, or of the nearest existing parent. */
  placeOf(path: ConfigPath): ConfigPlace;
}

/** A configuration, or all its problems. */
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

/** Completes a configuration that a program wrote with defaults. Checks the keys of hashes. */
export function createConfig(values: ConfigInput = {}): ConfigResult {
  const layer: ConfigLayer = { values, problems: [], placeOf: () => ({ kind: 'program' }) };
  return resolveWithin(ownMemoryLimit(), [layer], process.env, []);
}

/**
 * The same with a default of `limits.memory` that fits the memory of the process, as far as the length of lines allows.
 */
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
  const found = [...(fault === undefined ? [] : [{ message: fault.message }]), ...warningsOf(result.config)];
  return { ...result, warnings: [...result.warnings, ...found] };
}

/** Validates each layer by itself, even if a later one overrides it, and then all together. Reports a problem once. */
function resolve(
  layers: readonly ConfigLayer[],
  environment: Environment,
  warnings: readonly ConfigWarning[],
): ConfigResult {
  const own = layers.flatMap(ownProblemsOf);
  const whole = layers.reduce(layOver);
  // It is unknown what an unreadable file would have set.
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
