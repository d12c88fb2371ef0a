import { gzipSync } from 'node:zlib';
import type { SeededRandom } from '../support/seeded-random.js';
import type { MemoryDisk, MemoryFile } from './memory-disk.js';
import { ROOT } from './memory-fs.js';
import type { WrittenPieces } from './written-pieces.js';

/** Who writes and rotates a log, and how. */
export interface LogSettings {
  readonly kind: 'docker' | 'cri' | 'logrotate' | 'copytruncate';
  /** The format of its lines. */
  readonly format: 'docker' | 'cri' | 'plain';
  /** The live file and the rotated ones together. */
  readonly maxFiles: number;
  readonly compress: 'never' | 'now' | 'later';
  /** What an application writes at the start of each file; empty for nothing. */
  readonly banner: string;
}

/**
 * What may happen before a rotation goes on: the step that it does next stands alone where nothing can be written
 * meanwhile, and comes right after the one before. `absent`: no log is there.
 */
export type RotationStep = 'alone' | 'shared' | 'absent';

/** The files of one log, and what rotation does to them. */
export interface LogLayout {
  /** The log's path, which may be a link. */
  readonly path: string;
  /** Whether another file than the one to which is written is the live one. */
  readonly isBehind: boolean;
  /** What is written goes there. */
  readonly handle: MemoryFile;
  /** Rotates, step by step. */
  rotate(): Generator<RotationStep>;
  /** Begins anew, as another container or application would, step by step: at once, or after nothing was there for a while. */
  beginAnew(): Generator<RotationStep>;
}

/** The most steps for which nothing is there. */
const LONGEST_ABSENCE = 60;

/** Makes the live file, empty. */
export function createLogLayout(
  { kind, format, maxFiles, compress }: LogSettings,
  disk: MemoryDisk,
  written: WrittenPieces,
  random: SeededRandom,
): LogLayout {
  const isDocker = format === 'docker';
  let containers = 0;
  const path = `${ROOT}/log/0.log`;
  let live = nextLivePath();
  let handle = begin();
  let isAbsent = false;
  let stamps = 1_000;

  function nextLivePath(): string {
    if (!isDocker) return path;
    const id = `c${++containers}`;
    return `${ROOT}/containers/${id}/${id}-json.log`;
  }

  function begin(): MemoryFile {
    const file = disk.create(live);
    if (isDocker) disk.link(path, live);
    return file;
  }

  function siblings(): string[] {
    const folder = live.slice(0, live.lastIndexOf('/'));
    const names = disk.list(folder).map((name) => `${folder}/${name}`);
    return names.filter((name) => name.startsWith(`${live}.`));
  }

  function* numbered(suffix: string): Generator<RotationStep> {
    yield 'alone';
    disk.delete(`${live}.${maxFiles - 1}${suffix}`);
    for (let number = maxFiles - 1; number > 1; number--) {
      if (disk.find(`${live}.${number - 1}${suffix}`) === undefined) continue;
      yield 'alone';
      disk.rename(`${live}.${number - 1}${suffix}`, `${live}.${number}${suffix}`);
    }
  }

  function* gzip(plain: string, made: string, step: RotationStep): Generator<RotationStep> {
    const file = disk.find(plain);
    if (file === undefined) return;
    yield step;
    const target = disk.create(made);
    const bytes = gzipSync(file.bytes.subarray(0, file.size));
    const parted = random.below(bytes.length);
    for (const part of [bytes.subarray(0, parted), bytes.subarray(parted)]) {
      yield step;
      disk.append(target, part);
    }
    written.copy(file, target);
    if (made.endsWith('.tmp')) {
      yield step;
      disk.rename(made, `${plain}.gz`);
    }
    yield step;
    disk.delete(plain);
  }

  /** moby `daemon/logger/loggerutils/logfile.go`: nothing is written while files are renamed, but while one is compressed. */
  function* docker(): Generator<RotationStep> {
    if (maxFiles < 2) {
      yield 'alone';
      disk.delete(live);
    } else {
      yield* numbered(compress === 'now' ? '.gz' : '');
      yield 'alone';
      disk.rename(live, `${live}.1`);
    }
    yield 'alone';
    handle = disk.create(live);
    if (compress === 'now' && maxFiles > 1) yield* gzip(`${live}.1`, `${live}.1.gz`, 'shared');
  }

  /** kubernetes `pkg/kubelet/logs/container_log_manager.go`; the runtime writes on until it is told to open the new file. */
  function* kubelet(): Generator<RotationStep> {
    const old = siblings();
    for (const name of old.slice(0, Math.max(0, old.length - (maxFiles - 2)))) {
      yield 'shared';
      disk.delete(name);
    }
    for (const name of siblings()) if (!name.endsWith('.gz')) yield* gzip(name, `${name}.tmp`, 'shared');
    yield 'shared';
    disk.rename(live, `${live}.20260101-00${stamps++}`);
    yield 'shared';
    handle = disk.create(live);
  }

  /** logrotate with `create`, and `compress` or `delaycompress`; the application opens the new file some time later. */
  function* logrotate(): Generator<RotationStep> {
    if (compress === 'later') yield* gzip(`${live}.1`, `${live}.1.gz`, 'shared');
    if (maxFiles < 2) {
      yield 'shared';
      disk.delete(live);
    } else {
      yield* numbered(compress === 'never' ? '' : '.gz');
      yield 'shared';
      disk.rename(live, `${live}.1`);
    }
    yield 'shared';
    const made = disk.create(live);
    yield 'shared';
    handle = made;
    if (compress === 'now') yield* gzip(`${live}.1`, `${live}.1.gz`, 'shared');
  }

  /** logrotate with `copytruncate`. */
  function* copytruncate(): Generator<RotationStep> {
    if (maxFiles > 1) {
      yield* numbered(compress === 'now' ? '.gz' : '');
      yield 'alone';
      const copy = disk.create(`${live}.1`);
      const parted = random.below(handle.size + 1);
      for (const part of [handle.bytes.subarray(0, parted), handle.bytes.subarray(parted, handle.size)]) {
        yield 'alone';
        disk.append(copy, part);
      }
      written.copy(handle, copy);
    }
    yield 'alone';
    written.empty(handle);
    disk.truncate(handle);
    if (compress === 'now' && maxFiles > 1) yield* gzip(`${live}.1`, `${live}.1.gz`, 'shared');
  }

  /** A pod or an application is deleted, in any order; another one comes later. */
  function* goAway(files: string[]): Generator<RotationStep> {
    isAbsent = true;
    for (const left = [...files]; left.length > 0; ) {
      yield 'alone';
      disk.delete(left.splice(random.below(left.length), 1)[0]!);
    }
    yield 'alone';
    disk.unlink(path);
    for (let steps = random.below(LONGEST_ABSENCE); steps > 0; steps--) yield 'absent';
    live = nextLivePath();
    handle = begin();
    isAbsent = false;
  }

  const rotations = { docker, cri: kubelet, logrotate, copytruncate };
  return {
    path,
    get isBehind() {
      if (isAbsent) return false;
      const file = disk.find(live);
      return file === undefined ? handle.isDeleted : file !== handle;
    },
    get handle() {
      return handle;
    },
    rotate: () => rotations[kind](),
    *beginAnew() {
      const old = [...siblings(), live];
      if (random.below(2) === 0) {
        yield* goAway(old);
        return;
      }
      live = nextLivePath();
      if (isDocker) {
        yield 'alone';
        handle = disk.create(live);
        yield 'shared';
        disk.link(path, live);
      }
      for (const name of old) {
        yield isDocker ? 'shared' : 'alone';
        disk.delete(name);
      }
      if (isDocker) return;
      yield 'alone';
      handle = disk.create(live);
    },
  };
}
