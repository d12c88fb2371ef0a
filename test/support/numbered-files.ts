import { copyFileSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How many files a log may have, and what the rotated ones are called. */
export interface NumberedFiles {
  readonly liveFile: string;
  /** The live file and the rotated ones together; 1 keeps none. */
  readonly maxFiles: number;
  /** Behind the number: `.gz`, or nothing. */
  readonly suffix: string;
}

/**
 * Renames the live file to `.1`, and each older one to the next number; the oldest is deleted.
 * moby `daemon/logger/loggerutils/logfile.go`, `rotate`, and logrotate alike.
 */
export function renameNumbered(files: NumberedFiles): void {
  if (files.maxFiles < 2) {
    rmSync(files.liveFile);
    return;
  }
  makeRoom(files);
  renameSync(files.liveFile, `${files.liveFile}.1`);
}

/** Copies the live file to `.1` and empties it, as logrotate's `copytruncate` does. What is written between is lost. */
export function copyAndTruncate(files: NumberedFiles): void {
  if (files.maxFiles > 1) {
    makeRoom(files);
    copyFileSync(files.liveFile, `${files.liveFile}.1`);
  }
  truncateSync(files.liveFile);
}

/** The rotated files that are there, oldest first; a file that is being compressed counts once. */
export function listNumbered(liveFile: string): string[] {
  const prefix = `${basename(liveFile)}.`;
  const numbers = readdirSync(dirname(liveFile))
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ name, number: Number.parseInt(name.slice(prefix.length), 10) }));
  return numbers.sort((one, other) => other.number - one.number).map(({ name }) => `${dirname(liveFile)}/${name}`);
}

function makeRoom({ liveFile, maxFiles, suffix }: NumberedFiles): void {
  rmSync(`${liveFile}.${maxFiles - 1}${suffix}`, { force: true });
  for (let number = maxFiles - 1; number > 1; number--) {
    renameIfThere(`${liveFile}.${number - 1}${suffix}`, `${liveFile}.${number}${suffix}`);
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
