import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FILE_MODE } from './live-file.js';
import { type Nanoseconds, rfc3339Nano } from './log-time.js';
import { copyAndTruncate, listNumbered, renameNumbered } from './numbered-files.js';
import type { RunFiles } from './run-files.js';

export interface DockerFilesOptions {
  /** The link that the kubelet makes. One that is there is led to the new log. */
  readonly path: string;
  /** `containers` in Docker's data root. */
  readonly containersFolder: string;
  /** 64 hexadecimal digits. */
  readonly containerId: string;
  /** The live file and the rotated ones together; 1 keeps none (`max-file`). */
  readonly maxFiles: number;
  /** Whether rotated files are gzipped (`compress`). */
  readonly compress: boolean;
  /** Whether it is not dockerd that rotates but logrotate, with `copytruncate`. */
  readonly copytruncate: boolean;
  /** The time of the last entry written, which dockerd puts into the header of the gzip file. */
  readonly lastTime: () => Nanoseconds;
}

/** Makes `<id>/<id>-json.log`, empty, and the kubelet's link to it. */
export function createDockerFiles(options: DockerFilesOptions): RunFiles {
  const { path, containersFolder, containerId, maxFiles, compress, copytruncate } = options;
  const folder = join(containersFolder, containerId);
  const liveFile = join(folder, `${containerId}-json.log`);
  const numbered = { liveFile, maxFiles, suffix: compress ? '.gz' : '' };
  mkdirSync(folder, { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  let handle = openSync(liveFile, 'a', FILE_MODE);
  link(liveFile, path);
  return {
    path,
    liveFile,
    containerId,
    append: (bytes) => {
      writeSync(handle, bytes);
    },
    rotate: () => {
      if (copytruncate) {
        copyAndTruncate(numbered);
      } else {
        closeSync(handle);
        renameNumbered(numbered);
        handle = openSync(liveFile, 'w', FILE_MODE);
      }
      if (compress && maxFiles > 1) gzip(`${liveFile}.1`, options.lastTime());
      return undefined;
    },
    rotated: () => listNumbered(liveFile),
    close: () => closeSync(handle),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(path, { force: true });
    },
  };
}

function link(liveFile: string, path: string): void {
  const aside = `${path}.new`;
  symlinkSync(liveFile, aside);
  renameSync(aside, path);
}

const GZIP_FLAGS_INDEX = 3;
const GZIP_EXTRA_FIELD = 4;
const GZIP_HEADER_BYTES = 10;

/** moby `daemon/logger/loggerutils/logfile.go`, `compressFile`: the time of the last entry as JSON in the gzip header's extra field (RFC 1952). */
function gzip(file: string, lastTime: Nanoseconds): void {
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
