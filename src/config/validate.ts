import type * as z from 'zod';
import type { Config } from './config.js';
import { configJsonSchema, schemaAt } from './json-schema.js';
import { type ConfigLayer, unknownPathsOf, valueAt } from './layer.js';
import { maskValue, referencesIn } from './mask.js';
import { nearest } from './nearest.js';
import { type ConfigPath, type ConfigProblem, describeValue, formatPath, isSamePath, startsWith } from './problem.js';
import { configSchema } from './schema.js';

/** Compiling the schema takes longer than using it a few times. */
const ONCE = { jitless: true } as const;

/** All problems of a single layer. */
export function problemsOf(layer: ConfigLayer): ConfigProblem[] {
  return problemsOfIssues(issuesOf(layer), layer);
}

/** All problems of a layer that other layers cannot correct. Another layer may add missing keys of sinks. */
export function ownProblemsOf(layer: ConfigLayer): ConfigProblem[] {
  const isLacking = (path: ConfigPath): boolean => path[0] === 'sinks' && valueAt(layer.values, path) === undefined;
  const issues = issuesOf(layer).filter(({ path }) => !isLacking(path as ConfigPath));
  return problemsOfIssues(issues, layer);
}

/** Completes valid values to a configuration. Throws if they are not valid. */
export function completeConfig(values: unknown): Config {
  return deepFreeze(configSchema.parse(values, ONCE));
}

function issuesOf(layer: ConfigLayer): readonly z.core.$ZodIssue[] {
  const result = configSchema.safeParse(layer.values, ONCE);
  return result.success ? [] : result.error.issues.filter((issue) => canBeJudged(issue, layer));
}

/** Whether the value of an issue neither is, nor contains, an unknown value. */
function canBeJudged({ code, path }: z.core.$ZodIssue, layer: ConfigLayer): boolean {
  const isAbout = (unknown: ConfigPath): boolean =>
    startsWith(path as ConfigPath, unknown) ||
    (code !== 'unrecognized_keys' && startsWith(unknown, path as ConfigPath));
  return !unknownPathsOf(layer).some(isAbout);
}

function problemsOfIssues(issues: readonly z.core.$ZodIssue[], layer: ConfigLayer): ConfigProblem[] {
  return [...layer.problems, ...issues.flatMap((issue) => problemsOfIssue(issue, layer))].sort(byLine);
}

function problemsOfIssue(issue: z.core.$ZodIssue, layer: ConfigLayer): ConfigProblem[] {
  const path = issue.path as ConfigPath;
  const meant = issue.code === 'invalid_union' ? meantForm(issue) : undefined;
  if (meant !== undefined) return meant.flatMap((inner) => problemsOfIssue(inner, layer));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], layer));
  return [
    {
      kind: 'badValue',
      place: layer.placeOf(path, 'value'),
      key: formatPath(path),
      expected: issue.message,
      found: describeFound(path, layer),
    },
  ];
}

/** The issues of the form that the value has, of several forms. Undefined if it has none of them. */
function meantForm({ errors, path }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  const isWithin = (issue: z.core.$ZodIssue): boolean =>
    issue.path.length > 0 ||
    issue.code === 'unrecognized_keys' ||
    issue.code === 'custom' ||
    (issue.code === 'invalid_union' && meantForm(issue) !== undefined);
  const meant = errors.find((issues) => issues.every(isWithin));
  return meant?.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

/** Describes the found value. Texts from the environment or a file are not shown, because they may be secret. */
function describeFound(path: ConfigPath, layer: ConfigLayer): string {
  const reference = referencesIn(layer.values, layer.references).find((one) => isSamePath(one.path, path));
  if (reference !== undefined) return `the text for ${maskValue(reference.written, path)}`;
  const value = maskValue(valueAt(layer.values, path), path);
  const fallback = schemaAt(configJsonSchema(), path, layer.values)?.default;
  return value === undefined && fallback !== undefined
    ? `the default ${describeValue(fallback)}`
    : describeValue(value);
}

function unknownKey(path: ConfigPath, layer: ConfigLayer): ConfigProblem {
  const section = path.slice(0, -1);
  const here = schemaAt(configJsonSchema(), section, layer.values);
  const known = [here, ...(here?.anyOf ?? [])].flatMap((schema) => Object.keys(schema?.properties ?? {}));
  const meant = nearest(String(path.at(-1)), known);
  return {
    kind: 'unknownKey',
    place: layer.placeOf(path, 'key'),
    key: formatPath(path),
    known,
    ...(meant === undefined ? {} : { nearest: formatPath([...section, meant]) }),
  };
}

function byLine(first: ConfigProblem, second: ConfigProblem): number {
  return lineOf(first) - lineOf(second);
}

function lineOf({ place }: ConfigProblem): number {
  return place.kind === 'file' ? (place.line ?? 0) : 0;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
