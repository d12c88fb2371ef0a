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
  /** Whether lines are written between a copy and the truncation; else nothing is. */
  readonly isBusy?: boolean;
  /** Whether the pieces of long lines begin alike, so that the files that begin with one do; else none do. */
  readonly startsAlike?: boolean;
  /** Whether rotated files get names that nobody can know for those of the log. */
  readonly hidesNames?: boolean;
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
  /** The files to which was written before, with the time since which it is not. */
  readonly left: readonly LeftFile[];
  /** Whether the live file is being copied, or will be truncated. */
  readonly isCopying: boolean;
  /** The files under names that do not show whose they are. */
  readonly hidden: ReadonlySet<MemoryFile>;
  /** Says whether a message is begun and not ended. */
  isBegun: () => boolean;
  /** Rotates, step by step. */
  rotate(): Generator<RotationStep>;
  /** Begins anew, as another container or application would, step by step: at once, or after nothing was there for a while. */
  beginAnew(): Generator<RotationStep>;
}

/** A file to which its writer does not write any more, but late. */
export interface LeftFile {
  readonly file: MemoryFile;
  /** Nanoseconds of the disk's clock. */
  readonly at: bigint;
  /** Whether a message was begun in it that was not ended. */
  readonly isBegun: boolean;
}

/** The most steps for which nothing is there. */
const LONGEST_ABSENCE = 60;

/** Makes the live file, empty. */
export function createLogLayout(
  { kind, format, maxFiles, compress, isBusy = false, hidesNames = false }: LogSettings,
  disk: MemoryDisk,
  written: WrittenPieces,
  random: SeededRandom,
  isKnown: (file: MemoryFile) => boolean,
): LogLayout {
  const isDocker = format === 'docker';
  let containers = 0;
  const path = `${ROOT}/log/0.log`;
  let live = nextLivePath();
  let handle = begin();
  let isAbsent = false;
  let isCopying = false;
  let stamps = 1_000;
  const left: LeftFile[] = [];
  const hidden = new Set<MemoryFile>();

  /** The writer goes over to another file. */
  function goTo(file: MemoryFile): void {
    left.unshift({ file: handle, at: disk.now, isBegun: layout.isBegun() });
    left.splice(3);
    handle = file;
  }

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
    const { size } = file;
    const bytes = gzipSync(file.bytes.subarray(0, size));
    const parted = random.below(bytes.length);
    for (const part of [bytes.subarray(0, parted), bytes.subarray(parted)]) {
      yield step;
      disk.append(target, part);
    }
    // A line that comes late, while the file is compressed, is not in what is made of it.
    written.copy(file, target, size);
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
    left.length = 0;
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
    goTo(disk.create(live));
  }

  /** Rotation to a name that does not show whose file it is: only who knew the file before can know it again. */
  function* hiding(): Generator<RotationStep> {
    const folder = live.slice(0, live.lastIndexOf('/'));
    const old = disk.list(folder).filter((name) => name.startsWith('kept-'));
    for (const name of old.slice(0, Math.max(0, old.length - (maxFiles - 2)))) {
      yield 'shared';
      disk.delete(`${folder}/${name}`);
    }
    yield 'shared';
    const file = disk.find(live);
    disk.rename(live, `${folder}/kept-${stamps++}`);
    if (file !== undefined) hidden.add(file);
    if (file !== undefined && !isKnown(file)) written.hide(file);
    yield 'shared';
    const made = disk.create(live);
    yield 'shared';
    goTo(made);
  }

  /** logrotate with `create`, and `compress` or `delaycompress`; the application opens the new file some time later. */
  function* logrotate(): Generator<RotationStep> {
    if (hidesNames && maxFiles > 1) {
      yield* hiding();
      return;
    }
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
    goTo(made);
    if (compress === 'now') yield* gzip(`${live}.1`, `${live}.1.gz`, 'shared');
  }

  /** logrotate with `copytruncate`. */
  function* copytruncate(): Generator<RotationStep> {
    const step = isBusy ? 'shared' : 'alone';
    isCopying = true;
    if (maxFiles > 1) {
      yield* numbered(compress === 'now' ? '.gz' : '');
      yield step;
      const copy = disk.create(`${live}.1`);
      const parted = random.below(handle.size + 1);
      yield step;
      disk.append(copy, handle.bytes.subarray(0, parted));
      yield step;
      disk.append(copy, handle.bytes.subarray(parted, handle.size));
      written.copy(handle, copy, copy.size);
    }
    yield step;
    written.empty(handle);
    disk.truncate(handle);
    isCopying = false;
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
    goTo(begin());
    isAbsent = false;
  }

  const rotations = { docker, cri: kubelet, logrotate, copytruncate };
  const layout: LogLayout = {
    path,
    left,
    hidden,
    isBegun: () => false,
    get isCopying() {
      return isCopying;
    },
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
        goTo(disk.create(live));
        yield 'shared';
        disk.link(path, live);
      }
      for (const name of old) {
        yield isDocker ? 'shared' : 'alone';
        disk.delete(name);
      }
      if (isDocker) return;
      yield 'alone';
      goTo(disk.create(live));
    },
  };
  return layout;
}
