import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** The mode of log files. */
export const FILE_MODE = 0o640;

/** The file of a log that its writer has open. */
export interface LiveFile {
  /** Appends in one write. */
  append(bytes: Uint8Array): void;
  /** The writer closes its file, and opens the one that has the path now. */
  reopen(): void;
  close(): void;
}

/** Opens a log for its writer, and makes its folder. The file is empty if it was not there. */
export function openLiveFile(path: string): LiveFile {
  mkdirSync(dirname(path), { recursive: true });
  let handle = openSync(path, 'a', FILE_MODE);
  return {
    append(bytes) {
      writeSync(handle, bytes);
    },
    reopen() {
      closeSync(handle);
      handle = openSync(path, 'a', FILE_MODE);
    },
    close: () => closeSync(handle),
  };
}

/** Deletes files that may be there. */
export function removeFiles(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}
