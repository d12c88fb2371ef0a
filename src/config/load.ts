import type { Config, ConfigInput } from './config.js';
import { clusterLayer, type Environment, environmentLayer, unknownVariables } from './environment.js';
import { type ConfigLayer, mergeValues } from './layer.js';
import { optionLayer } from './option-layer.js';
import { configOptions } from './options.js';
import type { ConfigProblem } from './problem.js';
import { readConfigFile } from './read-file.js';
import { completeConfig, problemsOf } from './validate.js';

/** Options as they were given, by name without dashes; what was not given is absent. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Where a configuration comes from, in rising precedence. Values left out add nothing. */
export interface ConfigSources {
  /** Path of the YAML file. */
  readonly file?: string;
  readonly environment?: Environment;
  readonly options?: OptionValues;
}

/** A configuration, or all that is wrong with it. Warnings are lines for the log. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Loads the configuration: defaults, below the file, below the environment, below the options. */
export async function loadConfig({ file, environment = {}, options = {} }: ConfigSources): Promise<ConfigResult> {
  const layers = [clusterLayer(environment), environmentLayer(environment), optionsLayer(options)];
  if (file !== undefined) layers.splice(1, 0, await readConfigFile(file));
  return resolve(layers, unknownVariables(environment));
}

/** The configuration that a program writes: what it leaves out gets its default. */
export function createConfig(values: ConfigInput = {}): ConfigResult {
  return resolve([{ values, problems: [], placeOf: () => ({ kind: 'program' }) }], []);
}

/** Every layer has to be valid by itself, also where a later one overrides it. */
function resolve(layers: readonly ConfigLayer[], warnings: readonly string[]): ConfigResult {
  const problems = layers.flatMap(problemsOf);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: completeConfig(layers.map((layer) => layer.values).reduce(mergeValues)), warnings };
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
