import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Nanoseconds, rfc3339Nano } from './log-time.js';
import type { RunFiles } from './run-files.js';

/** dockerd's own files are for root alone. */
const FILE_MODE = 0o640;

export interface DockerFilesOptions {
  /** The link that the kubelet makes. */
  readonly path: string;
  /** `containers` in Docker's data root. */
  readonly containersFolder: string;
  /** 64 hexadecimal digits. */
  readonly containerId: string;
  /** The live file and the rotated ones together; 1 keeps none (`max-file`). */
  readonly maxFiles: number;
  /** Whether rotated files are gzipped (`compress`). */
  readonly compress: boolean;
  /** The time of the last entry written, which dockerd puts into the header of the gzip file. */
  readonly lastTime: () => Nanoseconds;
}

/** Makes `<id>/<id>-json.log`, empty, and the kubelet's link to it. */
export function createDockerFiles(options: DockerFilesOptions): RunFiles {
  const { path, containersFolder, containerId } = options;
  const folder = join(containersFolder, containerId);
  const liveFile = join(folder, `${containerId}-json.log`);
  mkdirSync(folder, { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  let handle = openSync(liveFile, 'a', FILE_MODE);
  symlinkSync(liveFile, path);
  return {
    path,
    liveFile,
    containerId,
    append: (bytes) => {
      writeSync(handle, bytes);
    },
    rotate: () => {
      closeSync(handle);
      rename(liveFile, options);
      handle = openSync(liveFile, 'w', FILE_MODE);
      if (options.compress && options.maxFiles > 1) compress(`${liveFile}.1`, options.lastTime());
    },
    close: () => closeSync(handle),
    remove: () => {
      rmSync(folder, { recursive: true });
      rmSync(path);
    },
  };
}

/** moby `daemon/logger/loggerutils/logfile.go`, `rotate`: the oldest is deleted, each other moves up by one. */
function rename(liveFile: string, { maxFiles, compress }: DockerFilesOptions): void {
  if (maxFiles < 2) {
    rmSync(liveFile);
    return;
  }
  const suffix = compress ? '.gz' : '';
  rmSync(`${liveFile}.${maxFiles - 1}${suffix}`, { force: true });
  for (let number = maxFiles - 1; number > 1; number--) {
    renameIfThere(`${liveFile}.${number - 1}${suffix}`, `${liveFile}.${number}${suffix}`);
  }
  renameSync(liveFile, `${liveFile}.1`);
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

const GZIP_FLAGS_INDEX = 3;
const GZIP_EXTRA_FIELD = 4;
const GZIP_HEADER_BYTES = 10;

/** The same file's `compressFile`: the time of the last entry as JSON in the gzip header's extra field (RFC 1952). */
function compress(file: string, lastTime: Nanoseconds): void {
  const member = gzipSync(readFileSync(file));
  const extra = Buffer.from(JSON.stringify({ lastTime: rfc3339Nano(lastTime) }));
  const extraLength = Buffer.alloc(2);
  extraLength.writeUInt16LE(extra.length);
  member[GZIP_FLAGS_INDEX]! |= GZIP_EXTRA_FIELD;
  const handle = openSync(`${file}.gz`, 'w', FILE_MODE);
  for (const part of [member.subarray(0, GZIP_HEADER_BYTES), extraLength, extra, member.subarray(GZIP_HEADER_BYTES)]) {
    writeSync(handle, part);
  }
  closeSync(handle);
  rmSync(file);
}
