import { parseDocument } from 'yaml';
import { UserError } from '../record/user-error.js';
import { type ForeignPosition, isOffset } from './foreign-position.js';

/** Files that Promtail reads with `decompression`. */
const COMPRESSED = /\.(gz|bz2|z)$/;

/**
 * Reads the positions of Promtail, whose keys are paths, and of Alloy's loki.source.file, whose keys are mappings with `path` and
 * `labels`. Cursors of journals and the like are
 * left out, and compressed files, whose positions count lines. A path that is there several times, with several labels, has
 * its smallest offset: so nothing is lost.
 */
export function readPromtail(text: string, file: string): ForeignPosition[] {
  const document = parseDocument(text);
  const content = document.errors.length > 0 ? undefined : (document.toJS({ mapAsMap: true }) as unknown);
  const positions = content instanceof Map ? (content as Map<unknown, unknown>).get('positions') : undefined;
  if (!(positions instanceof Map) && positions !== null) {
    throw new UserError(`${file} has no positions of Promtail or Alloy: expected YAML with a mapping named positions`);
  }
  const offsets = new Map<string, number>();
  for (const [key, value] of positions ?? []) {
    const path =
      typeof key === 'string' ? key : key instanceof Map ? (key as Map<unknown, unknown>).get('path') : undefined;
    const offset = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof path !== 'string' || !path.startsWith('/') || COMPRESSED.test(path) || !isOffset(offset)) continue;
    offsets.set(path, Math.min(offset, offsets.get(path) ?? offset));
  }
  return [...offsets].map(([path, offset]) => ({ path, offset }));
}
