import { readFile } from 'node:fs/promises';
import type { ConfigLayer } from './layer.js';
import { formatPath } from './problem.js';
import { type Environment, resolveReferences } from './references.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a folder; expected a YAML file',
  EACCES: 'permission to read it is denied',
};

/**
 * Reads a YAML file, and puts the environment's variables in. One that cannot be read gives an empty layer with that
 * problem.
 */
export async function readConfigFile(path: string, environment: Environment): Promise<ConfigLayer> {
  try {
    const text = await readFile(path, 'utf8');
    const { yamlLayer } = await import('./yaml-layer.js');
    return withVariables(yamlLayer(text, path), environment);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const place = { kind: 'file', name: path } as const;
    const reason = `cannot read the configuration: ${REASONS[code] ?? message}`;
    return { values: {}, problems: [{ kind: 'unreadable', place, reason }], placeOf: () => place };
  }
}

/** The layer with its references to the environment resolved; one to a variable that is not set is a problem. */
function withVariables(layer: ConfigLayer, environment: Environment): ConfigLayer {
  const { values, references, missing } = resolveReferences(layer.values, environment);
  const problems = missing.map(({ path, variable }) => ({
    kind: 'badValue' as const,
    place: layer.placeOf(path, 'value'),
    key: formatPath(path),
    expected: `the environment to have a variable ${variable}`,
    found: 'none',
  }));
  // What stands where a variable is missing cannot be judged.
  const known = missing.length === 0 ? values : {};
  return { ...layer, values: known, references, problems: [...layer.problems, ...problems] };
}
