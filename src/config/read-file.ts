import { readFile } from 'node:fs/promises';
import { FILE_PROBLEMS } from '../record/file-problems.js';
import { type ConfigLayer, valueAt } from './layer.js';
import { formatPath } from './problem.js';
import { type Environment, type FileText, filesNamedIn, resolveReferences } from './references.js';

const REASONS: Readonly<Record<string, string>> = { ...FILE_PROBLEMS, EISDIR: 'this is a folder, not a YAML file' };

/**
 * Reads a YAML file, and replaces its references to environment variables and files. A file that cannot be read gives
 * an empty layer with that problem.
 */
export async function readConfigFile(path: string, environment: Environment): Promise<ConfigLayer> {
  try {
    const text = await readFile(path, 'utf8');
    const { yamlLayer } = await import('./yaml-layer.js');
    return await withReferences(yamlLayer(text, path), environment);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const place = { kind: 'file', name: path } as const;
    const reason = `cannot read the configuration: ${REASONS[code] ?? message}`;
    return { values: {}, problems: [{ kind: 'unreadable', place, reason }], placeOf: () => place };
  }
}

/** Replaces the references of a layer. A missing variable or file is a problem. */
async function withReferences(layer: ConfigLayer, environment: Environment): Promise<ConfigLayer> {
  const files = await readReferencedFiles(layer.values);
  const { values, references, missing } = resolveReferences(layer.values, { environment, files });
  const problems = missing.map(({ path, expected, found }) => ({
    kind: 'badValue' as const,
    place: layer.placeOf(path, 'value'),
    key: formatPath(path),
    expected,
    found,
  }));
  const unknown = missing.map(({ path }) => ({ path, value: valueAt(values, path) }));
  return { ...layer, values, references, unknown, problems: [...layer.problems, ...problems] };
}

/** Reads the files that texts of `values` name as `${file:PATH}`. A relative path begins at the working folder. */
async function readReferencedFiles(values: unknown): Promise<ReadonlyMap<string, FileText>> {
  const files = filesNamedIn(values).map(async (file) => [file, await readText(file)] as const);
  return new Map(await Promise.all(files));
}

/** The text of a file without its final newline, which editors and `echo` add, and which is not part of a password. */
async function readText(file: string): Promise<FileText> {
  try {
    return { text: (await readFile(file, 'utf8')).replace(/\r?\n$/, '') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { reason: code ?? message };
  }
}
