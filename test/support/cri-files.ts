import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FILE_MODE, openLiveFile, removeFiles } from './live-file.js';
import { type LogClock, type Nanoseconds, rotationStamp } from './log-time.js';
import type { RunFiles } from './run-files.js';

const NANOSECONDS_PER_SECOND: Nanoseconds = 1_000_000_000n;

export interface CriFilesOptions {
  /** The plain file that the runtime writes. */
  readonly path: string;
  /** The live file and the rotated ones together, at least 2 (the kubelet's `containerLogMaxFiles`). */
  readonly maxFiles: number;
  readonly clock: LogClock;
}

/** Makes `<restart>.log`, empty. */
export function createCriFiles(options: CriFilesOptions): RunFiles {
  const { path } = options;
  const live = openLiveFile(path);
  // The kubelet rotates a log every ten seconds at most; two rotations in one second of the clock get a second each.
  let earliestStamp: Nanoseconds = 0n;
  return {
    path,
    liveFile: path,
    append: live.append,
    rotate: () => {
      removeExcess(path, options.maxFiles);
      for (const file of rotatedFiles(path)) if (!file.endsWith('.gz')) compress(file);
      const now = options.clock();
      const stamp = now > earliestStamp ? now : earliestStamp;
      earliestStamp = stamp + NANOSECONDS_PER_SECOND;
      renameSync(path, `${path}.${rotationStamp(stamp)}`);
      return live.reopen;
    },
    rotated: () => rotatedFiles(path),
    close: live.close,
    remove: () => removeFiles([...rotatedFiles(path), path]),
  };
}

/** The rotated files, oldest first: `<restart>.log.<yyyymmdd-hhmmss>`, with `.gz` from the next rotation on. */
function rotatedFiles(path: string): string[] {
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.`));
  return names.sort().map((name) => join(dirname(path), name));
}

/** kubernetes `pkg/kubelet/logs/container_log_manager.go`, `removeExcessLogs`: two more are about to be there. */
function removeExcess(path: string, maxFiles: number): void {
  const files = rotatedFiles(path);
  for (const file of files.slice(0, Math.max(0, files.length - (maxFiles - 2)))) rmSync(file);
}

/** The same file's `compressLog`. */
function compress(file: string): void {
  writeFileSync(`${file}.tmp`, gzipSync(readFileSync(file)), { mode: FILE_MODE });
  renameSync(`${file}.tmp`, `${file}.gz`);
  rmSync(file);
}
