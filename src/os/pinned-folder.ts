import fs from 'node:fs';
import path from 'node:path';
import { birthOf } from './birth-time.js';
import { handlePath, openEntryHandle } from './path-handle.js';
import { changedStep, closeSteps, type PathStep, type PathWay, walkPath } from './path-steps.js';
import type { ExaminedFile } from './read-rules.js';
import { untrustedFolder } from './trusted-way.js';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** A folder as it was at one moment: a folder that replaces it, or a folder above it, is recognised as another one. */
export interface PinnedFolder {
  /** As it was given, absolute. */
  readonly path: string;
  /** Links resolved. */
  readonly realPath: string;
  /**
   * The path of the first folder or link on the way to it that is another one by now.
   *
   * @param unchanged shared by questions that are asked in one step (see `changedStep`)
   */
  changed(unchanged: Map<string, bigint>): string | undefined;
  /**
   * Whether a folder is what took this one's place once this one was deleted: one that was made since this one was pinned,
   * at the same real path. False if this one was renamed, and where there are no handles (not Linux) or births.
   */
  isFollowedBy(folder: PinnedFolder): boolean;
  /** When it was made, in nanoseconds since 1970; undefined where the file system does not say, or there are no handles. */
  readonly bornAt: bigint | undefined;
  /**
   * Whether a file is at a path, `/`-separated, below this very folder, and no link leads there. Undefined where nothing
   * is there.
   */
  holds(below: string, file: Pick<ExaminedFile, 'device' | 'inode'>): boolean | undefined;
  close(): void;
}

/** Takes down what a folder is now; undefined where there is none. */
export function pinFolder(folder: string): PinnedFolder | undefined {
  const way = wayTo(folder);
  return way && pin(folder, way);
}

/** The same of a folder that was not there at the start: what may be in the way replaces the folder. */
export function pinLateFolder(folder: string): PinnedFolder | { readonly writable: string } | undefined {
  // It is asked for each file that is opened. Most folders that are not there never come: a node has one runtime.
  if (!fs.existsSync(folder)) return undefined;
  const way = wayTo(folder);
  if (way === undefined) return undefined;
  const writable = untrustedFolder(way.steps);
  if (writable === undefined) return pin(folder, way);
  closeSteps(way.steps);
  return { writable };
}

function wayTo(folder: string): PathWay | undefined {
  try {
    return walkPath(folder);
  } catch {
    return undefined;
  }
}

function pin(folder: string, { steps, realPath }: PathWay): PinnedFolder {
  const { handle } = steps.findLast((step) => step.path === realPath)!;
  const pinnedAt = BigInt(Date.now() + 1) * NANOSECONDS_PER_MILLISECOND;
  return {
    path: folder,
    realPath,
    changed: (unchanged) => changedStep(steps, unchanged),
    isFollowedBy: (folder) =>
      handle !== undefined &&
      fs.fstatSync(handle).nlink === 0 &&
      folder.realPath === realPath &&
      folder.bornAt !== undefined &&
      folder.bornAt > pinnedAt,
    bornAt: handle === undefined ? undefined : birthOfFolder(handle, steps),
    holds(below, file) {
      const found = handle === undefined ? lookAt(path.join(realPath, below)) : lookBelow(handle, below.split('/'));
      return found && found.dev === file.device && found.ino === file.inode;
    },
    close: () => closeSteps(steps),
  };
}

/**
 * When a folder was made. A fresh folder's time of change is that of its birth, which is also what stands for a birth that is
 * not known (see `birthOf`): so a folder above it on the same file system has to show that births are known there.
 */
function birthOfFolder(handle: number, steps: readonly PathStep[]): bigint | undefined {
  const folder = fs.fstatSync(handle, { bigint: true });
  const areKnown = steps.some((step) => {
    const other = step.handle === undefined ? undefined : fs.fstatSync(step.handle, { bigint: true });
    return other?.dev === folder.dev && birthOf(other) !== undefined;
  });
  return areKnown ? folder.birthtimeNs : undefined;
}

/** Goes from the folder itself through each folder below it, so that it does not matter what is at the folder's path. */
function lookBelow(folder: number, names: readonly string[]): fs.BigIntStats | undefined {
  const handles: number[] = [];
  try {
    let current = folder;
    for (const name of names.slice(0, -1)) {
      current = openEntryHandle(`${handlePath(current)}/${name}`);
      handles.push(current);
    }
    return lookAt(`${handlePath(current)}/${names.at(-1)}`);
  } catch (error) {
    // That there is no descriptor left, for example, says nothing of the file.
    if (!GONE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return undefined;
  } finally {
    for (const handle of handles) fs.closeSync(handle);
  }
}

const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

function lookAt(entry: string): fs.BigIntStats | undefined {
  return fs.lstatSync(entry, { bigint: true, throwIfNoEntry: false });
}
