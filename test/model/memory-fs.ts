import fs from 'node:fs';
import { FIRST_HANDLE, type MemoryDisk, type MemoryFile, systemError } from './memory-disk.js';

/** All paths on the disk begin with it. */
export const ROOT = '/model';

const { statSync, fstatSync, readlinkSync, realpathSync, existsSync, readdirSync, openSync, closeSync, readSync } = fs;
const { readvSync } = fs;
const REAL = {
  ...{ statSync, fstatSync, readlinkSync, realpathSync, existsSync, readdirSync, openSync, closeSync, readSync },
  readvSync,
};
const HANDLE_LINK = /^\/proc\/self\/fd\/(\d+)$/;

/**
 * Puts a disk in memory in place of the machine's, for all that tailing asks of `fs`; what concerns other paths is the
 * machine's.
 *
 * @param beforeCall called before each call, with what it is
 * @returns puts the machine's back
 */
export function installMemoryDisk(disk: MemoryDisk, beforeCall: (call: string) => void): () => void {
  const isOurs = (path: fs.PathLike): path is string => typeof path === 'string' && path.startsWith(ROOT);

  function nameOf(handle: number): string {
    const { path, inode, isDeleted } = disk.at(handle);
    return `${path} ${inode}${isDeleted ? ' deleted' : ''}`;
  }

  function readAt(handle: number, target: NodeJS.ArrayBufferView, start: number, length: number, at: number): number {
    const { bytes, size } = disk.at(handle);
    const into = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
    return bytes.copy(into, start, Math.min(at, size), Math.min(size, at + length));
  }

  function statSync(path: fs.PathLike, options?: fs.StatSyncOptions): unknown {
    if (!isOurs(path)) return REAL.statSync(path, options);
    beforeCall(`stat ${path} ${disk.find(path)?.inode}`);
    const file = disk.find(path);
    if (file !== undefined) return statsOf(file);
    if (options?.throwIfNoEntry === false) return undefined;
    throw systemError('ENOENT', 'stat', path);
  }

  function fstatSync(handle: number, options?: fs.StatOptions): unknown {
    if (handle < FIRST_HANDLE) return REAL.fstatSync(handle, options);
    beforeCall(`fstat ${nameOf(handle)}`);
    const stats = statsOf(disk.at(handle));
    return options?.bigint === true ? { ...stats, size: BigInt(stats.size), nlink: BigInt(stats.nlink) } : stats;
  }

  function readlinkSync(path: string, options?: fs.EncodingOption): string {
    const handle = Number(HANDLE_LINK.exec(path)?.[1] ?? 0);
    if (handle < FIRST_HANDLE) return REAL.readlinkSync(path, options);
    beforeCall(`readlink ${nameOf(handle)}`);
    const file = disk.at(handle);
    return file.isDeleted ? `${file.path} (deleted)` : file.path;
  }

  function realpathSync(path: string): string {
    if (!isOurs(path)) return REAL.realpathSync(path);
    beforeCall(`realpath ${path}`);
    const isThere = disk.find(path) !== undefined || disk.list(path).length > 0;
    if (!isThere) throw systemError('ENOENT', 'realpath', path);
    return disk.resolve(path);
  }

  Object.assign(fs, {
    statSync,
    fstatSync,
    readlinkSync,
    realpathSync: Object.assign(realpathSync, { native: realpathSync }),
    existsSync(path: fs.PathLike) {
      if (!isOurs(path)) return REAL.existsSync(path);
      beforeCall(`exists ${path}`);
      return disk.find(path) !== undefined;
    },
    readdirSync(path: string) {
      if (!isOurs(path)) return REAL.readdirSync(path);
      beforeCall(`readdir ${path}`);
      const names = disk.list(path);
      if (names.length === 0) throw systemError('ENOENT', 'readdir', path);
      return names;
    },
    openSync(path: fs.PathLike, flags: fs.OpenMode, mode?: fs.Mode) {
      const handle = Number(HANDLE_LINK.exec(String(path))?.[1] ?? 0);
      if (handle >= FIRST_HANDLE) {
        beforeCall(`reopen ${nameOf(handle)}`);
        return disk.reopen(handle);
      }
      if (!isOurs(path)) return REAL.openSync(path, flags, mode);
      beforeCall(`open ${path}`);
      return disk.open(path);
    },
    closeSync(handle: number) {
      if (handle < FIRST_HANDLE) return REAL.closeSync(handle);
      beforeCall(`close ${nameOf(handle)}`);
      disk.close(handle);
    },
    readSync(handle: number, target: NodeJS.ArrayBufferView, start: number, length: number, at: number) {
      if (handle < FIRST_HANDLE) return REAL.readSync(handle, target, start, length, at);
      beforeCall(`read ${nameOf(handle)} from ${at}`);
      return readAt(handle, target, start, length, at);
    },
    readvSync(handle: number, targets: readonly NodeJS.ArrayBufferView[], at: number) {
      if (handle < FIRST_HANDLE) return REAL.readvSync(handle, targets, at);
      beforeCall(`readv ${nameOf(handle)} from ${at}`);
      let total = 0;
      for (const target of targets) total += readAt(handle, target, 0, target.byteLength, at + total);
      return total;
    },
  });
  return () => void Object.assign(fs, REAL);
}

function statsOf({ inode, size, isDeleted, bornAt, modifiedAt }: MemoryFile) {
  const times = { mtimeNs: modifiedAt, ctimeNs: modifiedAt, birthtimeNs: bornAt };
  return { dev: 1n, ino: inode, size, nlink: isDeleted ? 0 : 1, mode: fs.constants.S_IFREG, ...times };
}
