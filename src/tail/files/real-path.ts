import fs from 'node:fs';

/** Where a path leads, all links followed; undefined where nothing can be reached by it. */
export function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/**
 * The same, given a guess.
 *
 * @param guess a path without links: if it is right, it takes one step to find out, instead of one for each folder
 */
export function realPathBy(path: string, guess: string): string | undefined {
  return path === guess || linkTarget(path) === guess ? guess : realPath(path);
}

function linkTarget(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch {
    return undefined;
  }
}
