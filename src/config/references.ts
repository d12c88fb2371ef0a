import type { ConfigPath } from './problem.js';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The sources of references: the environment, and named files by path. */
export interface ReferenceSources {
  readonly environment: Environment;
  readonly files: ReadonlyMap<string, FileText>;
}

/** The text of a file without its final newline, or why it is not available. */
export type FileText = { readonly text: string } | { readonly reason: string };

/** A text of the configuration that refers to environment variables or files. */
export interface Reference {
  readonly path: ConfigPath;
  /** The text in the file: `Bearer ${TOKEN}`. */
  readonly written: string;
  /** The resolved text. Missing parts stay as written. */
  readonly value: string;
  /** The texts of the variables and files. */
  readonly texts: readonly string[];
}

/** A variable or file that is missing. */
interface MissingSource {
  readonly path: ConfigPath;
  /** `an environment variable TOKEN`. */
  readonly expected: string;
  readonly found: string;
}

/** Values with resolved references, the references, and the missing ones. */
export interface Resolved {
  readonly values: unknown;
  readonly references: readonly Reference[];
  readonly missing: readonly MissingSource[];
}

/**
 * `${NAME}` in capitals is an environment variable, and `${file:PATH}` is the content of a file. Placeholders in lower
 * case are replaced later.
 */
const REFERENCE = /\$\{(?:([A-Z_][A-Z0-9_]*)|file:([^}]+))\}/g;

/** Replaces the references in every text of `values`. An empty variable counts as set, and an empty file as present. */
export function resolveReferences(values: unknown, { environment, files }: ReferenceSources): Resolved {
  const references: Reference[] = [];
  const missing: MissingSource[] = [];

  function resolveText(written: string, path: ConfigPath): string {
    const texts: string[] = [];
    const value = written.replaceAll(REFERENCE, (placeholder, variable?: string, file?: string) => {
      const found = variable === undefined ? fileText(file!, files) : variableText(variable, environment);
      if ('text' in found) {
        texts.push(found.text);
        return found.text;
      }
      missing.push({ path, ...found });
      return placeholder;
    });
    if (written.search(REFERENCE) >= 0) references.push({ path, written, value, texts });
    return value;
  }

  return { values: mapTexts(values, [], resolveText), references, missing };
}

/** The paths of the files that texts of `values` name, each once. */
export function filesNamedIn(values: unknown): readonly string[] {
  const names = new Set<string>();
  mapTexts(values, [], (text) => {
    for (const [, , file] of text.matchAll(REFERENCE)) if (file !== undefined) names.add(file);
    return text;
  });
  return [...names];
}

type Found = { readonly text: string } | Omit<MissingSource, 'path'>;

function variableText(variable: string, environment: Environment): Found {
  const text = environment[variable];
  return text === undefined ? { expected: `an environment variable ${variable}`, found: 'none' } : { text };
}

function fileText(file: string, files: ReadonlyMap<string, FileText>): Found {
  const found = files.get(file);
  if (found !== undefined && 'text' in found) return found;
  return { expected: `a file '${file}' that podtail can read`, found: `none (${found?.reason ?? 'it was not read'})` };
}

function mapTexts(value: unknown, path: ConfigPath, change: (text: string, path: ConfigPath) => string): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, [...path, index], change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, [...path, key], change)]);
  return Object.fromEntries(entries);
}
