import { isObject } from '../record/is-object.js';
import type { ConfigPath, ConfigPlace, ConfigProblem } from './problem.js';
import type { Reference } from './references.js';

/** What one source (the file, the variables, the options, a program) says, before it is checked. */
export interface ConfigLayer {
  /** As the schema's input; keys that the source does not mention are absent. */
  readonly values: unknown;
  /** What was wrong with the source itself. `values` then holds what could be understood. */
  readonly problems: readonly ConfigProblem[];
  /** Texts in `values` that came from the environment or from files. */
  readonly references?: readonly Reference[];
  /** What is in `values` for want of what it refers to, so that it cannot be judged. */
  readonly unknown?: readonly UnknownValue[];
  /** Where a value is, or the nearest thing around it that the source does have. `key` asks for the key itself. */
  placeOf(path: ConfigPath, part: 'key' | 'value'): ConfigPlace;
}

/** Where a value is not known, and what is there instead. */
interface UnknownValue {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** Puts one layer's values upon another's. Mappings are merged key by key, all else is replaced as a whole. */
export function mergeValues(lower: unknown, upper: unknown): unknown {
  if (!isObject(lower) || !isObject(upper)) return upper;
  const merged = Object.entries(upper).map(([key, value]) => [
    key,
    Object.hasOwn(lower, key) ? mergeValues(lower[key], value) : value,
  ]);
  return { ...lower, ...Object.fromEntries(merged) };
}

/** Where the layer's values are not known; a later source may have put others there. */
export function unknownPathsOf({ values, unknown = [] }: ConfigLayer): readonly ConfigPath[] {
  return unknown.filter(({ path, value }) => valueAt(values, path) === value).map(({ path }) => path);
}

/** The value to which a path leads, if it leads to one. */
export function valueAt(values: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, values);
}
