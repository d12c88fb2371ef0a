import fs from 'node:fs';
import type { Diagnostics } from '../record/diagnostics.js';

/** Warns once about each refused file, and logs when it is read later. */
export interface RefusedPaths {
  refused(path: string, reason: string): void;
  opened(path: string): void;
}

/** Most refused files that are named. A pod can create any number of them. */
const MOST = 1000;
const TOO_MANY = 'refused files';

/** @param isThere whether anything is at a path */
export function createRefusedPaths(diagnostics: Diagnostics, isThere = entryExists): RefusedPaths {
  const named = new Set<string>();

  function forget(path: string): void {
    named.delete(path);
    diagnostics.solved(path);
  }

  /** Whether another file may be named. */
  function hasRoom(): boolean {
    if (named.size < MOST) return true;
    for (const path of named) if (!isThere(path)) forget(path);
    return named.size < MOST;
  }

  let nextLook = 0;
  return {
    refused(path, reason) {
      if (!named.has(path)) {
        const now = performance.now();
        if (named.size >= MOST && now < nextLook) return;
        nextLook = now + 60_000;
        if (!hasRoom()) {
          diagnostics.problem(TOO_MANY, `podtail refuses more than ${MOST} files; only the first are logged`, {});
          return;
        }
        named.add(path);
      }
      // Uses the same words as the tail does for the path of a log, so that it is logged once.
      diagnostics.problem(path, `${path} is not read: ${reason}`, { path, why: 'refused' });
    },
    opened(path) {
      if (named.delete(path)) diagnostics.solved(path, `${path} is read now`);
    },
  };
}

function entryExists(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
