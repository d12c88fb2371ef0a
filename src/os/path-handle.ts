import fs from 'node:fs';

/** open(2); Node.js has no constant for it. The same on all processors for which there is a Node.js. */
const O_PATH = 0o10000000;

/**
 * Whether this system has handles that only stand for a file (`O_PATH`), and leads from a handle to its file
 * (`/proc/self/fd`). Opening such a handle does nothing to a pipe or device, and what it stands for cannot be exchanged.
 */
export const hasPathHandles = process.platform === 'linux' && fs.existsSync('/proc/self/fd');

/** A handle for the target of a path, of any kind. Throws what `open` throws. */
export function openPathHandle(path: string): number {
  return fs.openSync(path, O_PATH);
}

/** The same of the entry itself, where it is a link. */
export function openEntryHandle(path: string): number {
  return fs.openSync(path, O_PATH | fs.constants.O_NOFOLLOW);
}

/** The path by which the system leads from a handle to its file, under any present name. */
export function handlePath(handle: number): string {
  return `/proc/self/fd/${handle}`;
}

/** Where the file of a handle is, or was. */
export interface HandlePlace {
  readonly path: string;
  /** Whether the name by which the handle was opened is gone. That stays true even if the file has or gets other names. */
  readonly isDeleted: boolean;
}

/** A name that ends as Linux marks a deleted one counts as deleted. */
export function placeOfHandle(handle: number): HandlePlace {
  const target = fs.readlinkSync(handlePath(handle));
  const isDeleted = target.endsWith(DELETED_MARK);
  return { path: isDeleted ? target.slice(0, -DELETED_MARK.length) : target, isDeleted };
}

/** What Linux puts behind the name of a file that was deleted while it is open. */
const DELETED_MARK = ' (deleted)';
