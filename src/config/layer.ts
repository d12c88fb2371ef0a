import { isObject } from '../record/is-object.js';
import type { ConfigPath, ConfigPlace, ConfigProblem } from './problem.js';
import type { Reference } from './references.js';

/** The unchecked settings of one source: the file, the variables, the options, or a program. */
export interface ConfigLayer {
  /** The input of the schema. Keys that the source does not set are absent. */
  readonly values: unknown;
  /** Problems of the source itself. `values` then has what could be parsed. */
  readonly problems: readonly ConfigProblem[];
  /** Texts in `values` that came from the environment or from files. */
  readonly references?: readonly Reference[];
  /** Placeholders in `values` whose source is missing, so that they cannot be validated. */
  readonly unknown?: readonly UnknownValue[];
  /** The place of a value, or of the nearest existing parent. `key` means the place of the key. */
  placeOf(path: ConfigPath, part: 'key' | 'value'): ConfigPlace;
}

/** A value that is not known, and its substitute. */
interface UnknownValue {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** Merges values. Mappings are merged key by key, and all other values are replaced. */
export function mergeValues(lower: unknown, upper: unknown): unknown {
  if (!isObject(lower) || !isObject(upper)) return upper;
  const merged = Object.entries(upper).map(([key, value]) => [
    key,
    Object.hasOwn(lower, key) ? mergeValues(lower[key], value) : value,
  ]);
  return { ...lower, ...Object.fromEntries(merged) };
}

/** Paths of unknown values, unless a later source replaced them. */
export function unknownPathsOf({ values, unknown = [] }: ConfigLayer): readonly ConfigPath[] {
  return unknown.filter(({ path, value }) => valueAt(values, path) === value).map(({ path }) => path);
}

/** The value at a path, if there is one. */
export function valueAt(values: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, values);
}
