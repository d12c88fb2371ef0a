import { readFile } from 'node:fs/promises';
import type { ConfigLayer } from './layer.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a folder; expected a YAML file',
  EACCES: 'permission to read it is denied',
};

/** Reads a YAML file. One that cannot be read gives an empty layer with that problem. */
export async function readConfigFile(path: string): Promise<ConfigLayer> {
  try {
    const text = await readFile(path, 'utf8');
    const { yamlLayer } = await import('./yaml-layer.js');
    return yamlLayer(text, path);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const place = { kind: 'file', name: path } as const;
    const reason = `cannot read the configuration: ${REASONS[code] ?? message}`;
    return { values: {}, problems: [{ kind: 'unreadable', place, reason }], placeOf: () => place };
  }
}
