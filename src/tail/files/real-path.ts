import fs from 'node:fs';
import { dirname } from 'node:path';

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

/**
 * The folder in which a log's files are looked for: the one that its link leads to. If that is missing or leads to nothing, it may lead
 * elsewhere later; a file that is no link comes back in its own folder. Undefined if that is missing, too.
 */
export function folderOf(logPath: string): string | undefined {
  const target = realPath(logPath);
  return target === undefined ? realPath(dirname(logPath)) : dirname(target);
}

function linkTarget(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch {
    return undefined;
  }
}
