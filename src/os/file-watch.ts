import fs from 'node:fs';
import path from 'node:path';
import type { Diagnostics } from '../record/diagnostics.js';
import { createDirectoryWatches } from './directory-watches.js';

export interface FileWatch {
  close(): void;
}

/** How long nothing must have happened before the file is looked at, in milliseconds: an editor writes in steps. */
const QUIET = 250;
/** Milliseconds between two checks of the file, in addition to watches. */
const LOOK_EVERY = 10_000;
/** Linux follows as many links (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Calls `onChange` when one of the files at these paths holds something else than before: it was written or replaced, or one
 * of the links that lead to it was, such as `..data` of a Kubernetes ConfigMap. While there is none, what it was counts.
 * Keeps no process alive.
 */
export function watchFiles(files: readonly string[], diagnostics: Diagnostics, onChange: () => void): FileWatch {
  const watches = createDirectoryWatches(diagnostics);
  const contents = new Map(files.map((file) => [file, read(file)]));
  let watched = new Map<string, () => void>();
  let quiet: NodeJS.Timeout | undefined;

  function hint(): void {
    clearTimeout(quiet);
    quiet = setTimeout(look, QUIET).unref();
  }

  function look(): void {
    follow();
    const changed = files.filter(isChanged);
    if (changed.length > 0) onChange();
  }

  function isChanged(file: string): boolean {
    const now = read(file);
    if (now === undefined || contents.get(file)?.equals(now) === true) return false;
    contents.set(file, now);
    return true;
  }

  /** Watches the folders that lead to the files now. */
  function follow(): void {
    const before = watched;
    const folders = new Set(files.flatMap(foldersTo));
    watched = new Map([...folders].map((folder) => [folder, watches.watch(folder, hint)]));
    for (const end of before.values()) end();
  }

  follow();
  const looking = setInterval(look, LOOK_EVERY).unref();
  return {
    close() {
      clearInterval(looking);
      clearTimeout(quiet);
      watches.close();
    },
  };
}

/** The folders in which a change may lead a path to another file: that of the file, and that of each link on the way. */
export function foldersTo(file: string): string[] {
  const folders = new Set<string>();
  let steps = path.resolve(file).split(path.sep).slice(1);
  let at = path.parse(path.resolve(file)).root;
  for (let links = 0; steps.length > 0; ) {
    const [step, ...rest] = steps as [string, ...string[]];
    const next = path.join(at, step);
    const target = links < MOST_LINKS ? linkTarget(next) : undefined;
    if (target !== undefined || rest.length === 0) folders.add(at);
    steps = rest;
    if (target === undefined) {
      at = next;
      continue;
    }
    links++;
    const whole = path.resolve(at, target);
    steps = [...whole.split(path.sep).slice(1), ...rest];
    at = path.parse(whole).root;
  }
  return [...folders];
}

function linkTarget(file: string): string | undefined {
  try {
    return fs.readlinkSync(file);
  } catch {
    return undefined;
  }
}

function read(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}
