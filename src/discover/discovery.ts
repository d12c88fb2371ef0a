import fs from 'node:fs';
import path from 'node:path';
import type { DirectoryWatches } from '../os/directory-watches.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import { createFilter } from './filter.js';
import { systemFolders } from './folder-access.js';
import { FolderTree } from './folder-tree.js';
import { createFoundPaths } from './found-paths.js';
import { type GlobLevel, matchesGlob, parseGlob } from './glob.js';
import { createLogSource } from './log-source.js';
import { rotatedFrom } from './pod-path.js';

/** Which logs are read. Relative globs begin at the working directory; patterns are globs, a leading `!` excludes. */
export interface DiscoveryOptions {
  /** `**` goes 32 folders deep at most, and through no links to folders. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly namespace: readonly string[];
  readonly pod: readonly string[];
  readonly container: readonly string[];
  /** Of logs whose path does not say. */
  readonly metadata: PodMetadata;
  /** Whether a log is always excluded. Default: no log is. */
  readonly isLeftOut?: (source: LogSource) => boolean;
}

/** Called from within `start` and `sweep`, and, where watches work, at any other time. */
export interface DiscoveryEvents {
  /** A log has come: once for each path, however many globs match it. Opened, it may prove to be anything else. */
  onFound(source: LogSource): void;
  /** The entry that was found is in its folder no more. It may be found again. */
  onGone(path: string): void;
}

/** Finds logs, as long as it is not closed. Nothing throws for what is on disk; problems are diagnostics. */
export interface Discovery {
  /** Finds all that is there now, before it returns, and begins to watch. */
  start(): void;
  /** Looks for changes that watches missed. Call it regularly: a watch is only a hint. */
  sweep(): void;
  /** Whether it would find that log, if it was there. */
  wants(source: LogSource): boolean;
  /** Ends all watches; no event comes any more. */
  close(): void;
}

/** Makes the discovery of the logs that the options take in. Looks at no folder before `start`. */
export function createDiscovery(
  options: DiscoveryOptions,
  watches: DirectoryWatches,
  diagnostics: Diagnostics,
  events: DiscoveryEvents,
): Discovery {
  const filter = createFilter(options, process.cwd());
  const describe = (file: string): LogSource | undefined => {
    // A rotated file is no log of its own: it belongs to the chain of files of the log that it was rotated away from.
    if (rotatedFrom(file) !== undefined || !filter.acceptsPath(file)) return undefined;
    const source = resolveSource(file, options.metadata);
    return filter.acceptsSource(source) && options.isLeftOut?.(source) !== true ? source : undefined;
  };
  const { onFound, onGone } = createFoundPaths(describe, events);
  const shared = { access: systemFolders, watches, diagnostics, now: Date.now, onFound, onGone };
  const globs = options.include.flatMap((glob) => parseGlob(glob, process.cwd()));
  const trees = [...levelsByRoot(options.include)].map(([root, levels]) => new FolderTree({ root, levels, ...shared }));
  const sweep = (): void => {
    for (const tree of trees) tree.sweep();
  };
  return {
    start: sweep,
    sweep,
    wants: (source) =>
      globs.some((glob) => matchesGlob(glob, source.path)) &&
      filter.acceptsPath(source.path) &&
      filter.acceptsSource(source) &&
      options.isLeftOut?.(source) !== true,
    close: () => {
      for (const tree of trees) tree.close();
    },
  };
}

/**
 * Returns the metadata of a path and its links now, discovered or not. Opens nothing.
 *
 * @param target the own path of the file that was opened by it, if one was
 */
export function resolveSource(file: string, metadata: PodMetadata, target?: string): LogSource {
  return createLogSource(file, metadata, followLink, target);
}

function followLink(link: string): string | undefined {
  try {
    const target = fs.readlinkSync(link);
    // A relative target begins where the link really is, which is elsewhere when its folder is a link, too.
    return path.isAbsolute(target) ? path.normalize(target) : path.resolve(fs.realpathSync(path.dirname(link)), target);
  } catch {
    return undefined;
  }
}

function levelsByRoot(include: readonly string[]): Map<string, GlobLevel[]> {
  const levels = new Map<string, GlobLevel[]>();
  for (const { root, first } of include.flatMap((glob) => parseGlob(glob, process.cwd()))) {
    levels.set(root, [...(levels.get(root) ?? []), first]);
  }
  return levels;
}
