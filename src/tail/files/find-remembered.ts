import { openLog } from '../../os/open-log.js';
import type { ReadRules } from '../../os/read-rules.js';
import { isKnown, type RememberedFile } from '../chain/file-memory.js';
import { openByteSource } from './byte-source.js';
import { listSiblings } from './siblings.js';

/** Where a remembered file is now. */
export interface FoundFile {
  /** Links resolved. */
  readonly target: string;
  /** Whether it is at the log's path. */
  readonly isLive: boolean;
  /** Bytes; of a compressed file, those of its content, as far as it was seen before. */
  readonly size: number;
}

/** Looks for a log's remembered files, at its path and among those that rotation made of it. Changes nothing. */
export function findRemembered(
  path: string,
  files: readonly RememberedFile[],
  readRules: ReadRules,
): Map<RememberedFile, FoundFile> {
  const found = new Map<RememberedFile, FoundFile>();
  const live = openLog(path, readRules);
  if (live.kind !== 'opened') return found;
  const { descriptor, target: livePath } = live;
  openByteSource(descriptor, livePath).close();
  for (const target of listSiblings(livePath)) {
    const opened = openLog(target, readRules);
    if (opened.kind !== 'opened') continue;
    const bytes = openByteSource(opened.descriptor, target);
    try {
      const file = files.find((past) => !found.has(past) && isKnown(past, { ...opened, bytes }));
      const size = bytes.isCompressed ? (file?.size ?? 0) : opened.size;
      if (file !== undefined) found.set(file, { target, isLive: target === livePath, size });
    } catch {
      // A file that cannot be read is not found.
    } finally {
      bytes.close();
    }
  }
  return found;
}
