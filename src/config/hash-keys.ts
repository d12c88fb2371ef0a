import { readFile } from 'node:fs/promises';
import { type ConfigLayer, unknownPathsOf, valueAt } from './layer.js';
import { type ConfigPath, type ConfigProblem, formatPath, isSamePath } from './problem.js';
import type { Environment } from './references.js';

/** What is wrong with the keys of hashes: variables that are not set, files that cannot be read, keys that are empty. */
export async function hashKeyProblems(layer: ConfigLayer, environment: Environment): Promise<ConfigProblem[]> {
  const transforms = valueAt(layer.values, ['transforms']);
  if (!Array.isArray(transforms)) return [];
  const unknown = unknownPathsOf(layer);
  const textAt = (path: ConfigPath): string | undefined => {
    const value = valueAt(layer.values, path);
    return typeof value === 'string' && !unknown.some((one) => isSamePath(one, path)) ? value : undefined;
  };
  const problems = transforms.map(async (_, index): Promise<ConfigProblem[]> => {
    const path = (key: string): ConfigPath => ['transforms', index, 'redact', 'hash', key];
    const [file, variable] = [textAt(path('keyFile')), textAt(path('keyEnv'))];
    if (variable !== undefined) return variableProblems(variable, path('keyEnv'), layer, environment);
    return file === undefined ? [] : fileProblems(file, path('keyFile'), layer);
  });
  return (await Promise.all(problems)).flat();
}

function variableProblems(
  variable: string,
  path: ConfigPath,
  { placeOf }: Pick<ConfigLayer, 'placeOf'>,
  environment: Environment,
): ConfigProblem[] {
  const key = environment[variable];
  if (key !== undefined && key !== '') return [];
  const expected = `the environment to have a variable ${variable} that holds a key`;
  const found = key === undefined ? 'none' : 'an empty one';
  return [{ kind: 'badValue', place: placeOf(path, 'value'), key: formatPath(path), expected, found }];
}

async function fileProblems(
  file: string,
  path: ConfigPath,
  { placeOf }: Pick<ConfigLayer, 'placeOf'>,
): Promise<ConfigProblem[]> {
  const found = await readFile(file, 'utf8').then(
    (text) => (text.trim() === '' ? 'an empty one' : undefined),
    (error: NodeJS.ErrnoException) => `none that can be read (${error.code ?? error.message})`,
  );
  if (found === undefined) return [];
  const expected = `a file '${file}' that holds a key`;
  return [{ kind: 'badValue', place: placeOf(path, 'value'), key: formatPath(path), expected, found }];
}
