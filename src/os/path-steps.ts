import fs from 'node:fs';
import path from 'node:path';
import { hasPathHandles, openEntryHandle } from './path-handle.js';

/** One entry on the way that a path takes: a folder, or a link that leads on. */
export interface PathStep {
  /** Absolute; only its last part may be a link. */
  readonly path: string;
  readonly device: bigint;
  readonly inode: bigint;
  /**
   * Stands for the entry, and keeps its inode from being given to another one; undefined where the system has no such handles.
   */
  readonly handle: number | undefined;
}

/** The way that a path takes from the root folder on. */
export interface PathWay {
  /** The root folder first, the folder that the path leads to last. */
  readonly steps: readonly PathStep[];
  readonly realPath: string;
}

/** Linux follows as many (path_resolution(7)). */
const MOST_LINKS = 40;

/** Goes the way of an absolute path to a folder, and opens each step. Throws what the system says where it cannot. */
export function walkPath(folder: string): PathWay {
  const steps: PathStep[] = [];
  const rest = folder.split(path.sep);
  let links = 0;
  let current: string = path.sep;
  try {
    steps.push(openStep(current));
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        current = path.dirname(current);
        continue;
      }
      const next = path.join(current, name);
      steps.push(openStep(next));
      const stats = fs.lstatSync(next);
      if (stats.isSymbolicLink()) {
        if (++links > MOST_LINKS) throw notFolder('ELOOP', folder);
        const target = fs.readlinkSync(next);
        rest.unshift(...target.split(path.sep));
        if (path.isAbsolute(target)) current = path.sep;
      } else if (stats.isDirectory()) {
        current = next;
      } else {
        throw notFolder('ENOTDIR', folder);
      }
    }
    return { steps, realPath: current };
  } catch (error) {
    closeSteps(steps);
    throw error;
  }
}

export function closeSteps(steps: readonly PathStep[]): void {
  for (const { handle } of steps) if (handle !== undefined) fs.closeSync(handle);
}

/**
 * The path of the first step where another entry is by now, or none.
 *
 * @param unchanged the inodes of steps that were found unchanged just now, by their paths: they are not looked at again. Gets
 *   those of this way
 */
export function changedStep(steps: readonly PathStep[], unchanged: Map<string, bigint>): string | undefined {
  for (const step of steps) {
    if (unchanged.get(step.path) === step.inode) continue;
    if (!isUnchanged(step)) return step.path;
    unchanged.set(step.path, step.inode);
  }
  return undefined;
}

function openStep(entry: string): PathStep {
  const handle = hasPathHandles ? openEntryHandle(entry) : undefined;
  const { dev: device, ino: inode } = handle === undefined ? lookAt(entry)! : fs.fstatSync(handle, { bigint: true });
  return { path: entry, device, inode, handle };
}

function isUnchanged({ path: entry, handle, device, inode }: PathStep): boolean {
  const now = lookAt(entry);
  if (now === undefined) return false;
  if (now.dev === device && now.ino === inode) return true;
  if (handle === undefined) return false;
  // Of a folder that overlayfs puts together, the inode's number may change while it stays the same folder.
  const then = fs.fstatSync(handle, { bigint: true });
  return now.dev === then.dev && now.ino === then.ino;
}

function lookAt(entry: string): fs.BigIntStats | undefined {
  try {
    return fs.lstatSync(entry, { bigint: true });
  } catch {
    return undefined;
  }
}

function notFolder(code: string, folder: string): Error {
  return Object.assign(new Error(`${code}: ${folder}`), { code });
}
