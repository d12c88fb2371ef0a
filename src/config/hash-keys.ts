import { readFileSync } from 'node:fs';
import { type ConfigLayer, unknownPathsOf, valueAt } from './layer.js';
import { type ConfigPath, type ConfigProblem, formatPath, isSamePath } from './problem.js';
import type { Environment } from './references.js';

/**
 * Shortest key, in bytes. A shorter key could be guessed, and with it the values behind the hashes: an HMAC is as
 * strong as its key (RFC 2104, section 3; NIST SP 800-131A requires 14 bytes).
 */
const LEAST_KEY = 16;

/**
 * Problems with the keys of hashes: variables that are not set, files that cannot be read, and keys that are empty or
 * too short.
 */
export function hashKeyProblems(layer: ConfigLayer, environment: Environment): ConfigProblem[] {
  const transforms = valueAt(layer.values, ['transforms']);
  if (!Array.isArray(transforms)) return [];
  const unknown = unknownPathsOf(layer);
  const textAt = (path: ConfigPath): string | undefined => {
    const value = valueAt(layer.values, path);
    return typeof value === 'string' && !unknown.some((one) => isSamePath(one, path)) ? value : undefined;
  };
  return transforms.flatMap((_, index) => {
    const pathOf = (key: string): ConfigPath => ['transforms', index, 'redact', 'hash', key];
    const [keyFile, keyEnv] = [textAt(pathOf('keyFile')), textAt(pathOf('keyEnv'))];
    const [name, what, found] =
      keyEnv !== undefined
        ? ['keyEnv', `an environment variable ${keyEnv}`, faultOf(environment[keyEnv])]
        : ['keyFile', `a file '${keyFile}'`, keyFile === undefined ? undefined : fileFault(keyFile)];
    if (found === undefined) return [];
    const expected = `${what} that holds a key of at least ${LEAST_KEY} bytes`;
    const key = formatPath(pathOf(name));
    return [{ kind: 'badValue' as const, place: layer.placeOf(pathOf(name), 'value'), key, expected, found }];
  });
}

function faultOf(key: string | undefined): string | undefined {
  if (key === undefined) return 'none';
  if (key === '') return 'an empty one';
  const bytes = Buffer.byteLength(key);
  return bytes < LEAST_KEY ? `one of ${bytes}` : undefined;
}

function fileFault(file: string): string | undefined {
  try {
    return faultOf(readFileSync(file, 'utf8').trim());
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `none that can be read (${code ?? message})`;
  }
}
