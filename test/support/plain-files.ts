import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { FILE_MODE, openLiveFile, removeFiles } from './live-file.js';
import { copyAndTruncate, listNumbered, renameNumbered } from './numbered-files.js';
import type { RunFiles } from './run-files.js';

export interface PlainFilesOptions {
  readonly path: string;
  /** The live file and the rotated ones together. */
  readonly maxFiles: number;
  readonly compress: boolean;
  readonly copytruncate: boolean;
}

/** A file that an application writes by itself, and that logrotate rotates; empty at first. */
export function createPlainFiles({ path, maxFiles, compress, copytruncate }: PlainFilesOptions): RunFiles {
  const numbered = { liveFile: path, maxFiles, suffix: compress ? '.gz' : '' };
  const live = openLiveFile(path);
  const gzip = (): void => {
    if (!compress || maxFiles < 2) return;
    writeFileSync(`${path}.1.gz`, gzipSync(readFileSync(`${path}.1`)), { mode: FILE_MODE });
    rmSync(`${path}.1`);
  };
  return {
    path,
    liveFile: path,
    append: live.append,
    rotate: () => {
      if (copytruncate) {
        copyAndTruncate(numbered);
        gzip();
        return undefined;
      }
      renameNumbered(numbered);
      return () => {
        live.reopen();
        gzip();
      };
    },
    rotated: () => listNumbered(path),
    close: live.close,
    remove: () => removeFiles([...listNumbered(path), path]),
  };
}
