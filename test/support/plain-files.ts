import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { copyAndTruncate, listNumbered, renameNumbered } from './numbered-files.js';
import type { RunFiles } from './run-files.js';

const FILE_MODE = 0o640;

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
  mkdirSync(dirname(path), { recursive: true });
  let handle = openSync(path, 'a', FILE_MODE);
  const gzip = (): void => {
    if (!compress || maxFiles < 2) return;
    writeFileSync(`${path}.1.gz`, gzipSync(readFileSync(`${path}.1`)), { mode: FILE_MODE });
    rmSync(`${path}.1`);
  };
  return {
    path,
    liveFile: path,
    append: (bytes) => {
      writeSync(handle, bytes);
    },
    rotate: () => {
      if (copytruncate) {
        copyAndTruncate(numbered);
        gzip();
        return undefined;
      }
      renameNumbered(numbered);
      return () => {
        closeSync(handle);
        handle = openSync(path, 'a', FILE_MODE);
        gzip();
      };
    },
    rotated: () => listNumbered(path),
    close: () => closeSync(handle),
    remove: () => {
      for (const file of [...listNumbered(path), path]) rmSync(file, { force: true });
    },
  };
}
