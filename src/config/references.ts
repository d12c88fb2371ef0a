import type { ConfigPath } from './problem.js';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text of the configuration that named variables of the environment. */
export interface Reference {
  readonly path: ConfigPath;
  /** As it was written: `Bearer ${TOKEN}`. */
  readonly written: string;
  /** What it came to. */
  readonly value: string;
}

/** Values with their references put in, what these were, and the variables that are not set, by where they are named. */
export interface Resolved {
  readonly values: unknown;
  readonly references: readonly Reference[];
  readonly missing: readonly { readonly path: ConfigPath; readonly variable: string }[];
}

/** Placeholders in capitals are variables of the environment; those in lower case are filled in later. */
const VARIABLE = /\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** Puts the environment's variables into every text of `values`. An empty variable counts as set. */
export function resolveReferences(values: unknown, environment: Environment): Resolved {
  const references: Reference[] = [];
  const missing: { path: ConfigPath; variable: string }[] = [];

  function resolveText(written: string, path: ConfigPath): string {
    const value = written.replaceAll(VARIABLE, (placeholder, variable: string) => {
      const found = environment[variable];
      if (found === undefined) missing.push({ path, variable });
      return found ?? placeholder;
    });
    if (value !== written) references.push({ path, written, value });
    return value;
  }

  function resolve(value: unknown, path: ConfigPath): unknown {
    if (typeof value === 'string') return resolveText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, [...path, key])]));
  }

  return { values: resolve(values, []), references, missing };
}
