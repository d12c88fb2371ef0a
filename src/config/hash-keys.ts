import { readFileSync } from 'node:fs';
import type { Config } from './config.js';
import type { ConfigLayer } from './layer.js';
import { type ConfigPath, type ConfigProblem, formatPath } from './problem.js';
import type { Environment } from './references.js';

/**
 * Bytes. A shorter key could be found by trying, and with it whose addresses and numbers the hashes stand for: an HMAC
 * is as strong as its key (RFC 2104, section 3; NIST SP 800-131A asks for 14 bytes).
 */
const LEAST_KEY = 16;

/**
 * What is wrong with the keys of hashes: variables that are not set, files that cannot be read, keys that are empty or
 * too short.
 */
export function hashKeyProblems(
  { transforms }: Pick<Config, 'transforms'>,
  { placeOf }: Pick<ConfigLayer, 'placeOf'>,
  environment: Environment,
): ConfigProblem[] {
  return transforms.flatMap(({ redact }, index) => {
    const { keyFile, keyEnv } = redact?.hash ?? {};
    const [name, what, fault] =
      keyEnv !== undefined
        ? ['keyEnv', `the environment to have a variable ${keyEnv}`, faultOf(environment[keyEnv])]
        : ['keyFile', `a file '${keyFile}'`, keyFile === undefined ? undefined : fileFault(keyFile)];
    if (fault === undefined) return [];
    const path: ConfigPath = ['transforms', index, 'redact', 'hash', name];
    const expected = `${what} that holds a key of at least ${LEAST_KEY} bytes`;
    return [{ kind: 'badValue', place: placeOf(path, 'value'), key: formatPath(path), expected, found: fault }];
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
