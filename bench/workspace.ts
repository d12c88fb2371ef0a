import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for inputs and outputs. */
export interface Workspace {
  readonly folder: string;
  readonly onTmpfs: boolean;
  remove(): void;
}

const MEMORY_FOLDER = '/dev/shm';
/** `TMPFS_MAGIC` of Linux's `statfs(2)`. */
const TMPFS_MAGIC = 0x01021994;

/**
 * Makes an empty folder where that many bytes have room: on tmpfs if there is one large enough, so that no disk is
 * measured, else in the system's temporary folder. Throws if there is no room there either.
 */
export function createWorkspace(neededBytes: number): Workspace {
  const place = [MEMORY_FOLDER, tmpdir()].find((folder) => isWritable(folder) && freeBytes(folder) >= neededBytes);
  if (place === undefined) {
    const room = `${Math.ceil(neededBytes / 1e6)} MB`;
    throw new Error(`neither ${MEMORY_FOLDER} nor ${tmpdir()} has ${room} free: make room, or lower --megabytes`);
  }
  const folder = mkdtempSync(join(place, 'podtail-bench-'));
  return {
    folder,
    onTmpfs: statfsSync(folder).type === TMPFS_MAGIC,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
