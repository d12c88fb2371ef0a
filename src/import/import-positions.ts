import fs from 'node:fs';
import type { SavedPosition } from '../checkpoint/saved-position.js';
import type { Config } from '../config/config.js';
import { createDiscovery } from '../discover/discovery.js';
import { createSilentWatches } from '../os/directory-watches.js';
import { openState } from '../pipeline/open-state.js';
import { createReadRules } from '../pipeline/read-rules.js';
import { toSavedPosition } from '../pipeline/saved-files.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import { UserError } from '../record/user-error.js';
import { openPresentFiles, type PresentFile } from '../tail/files/present-file.js';
import { chooseFile } from './choose-file.js';
import type { ForeignPosition } from './foreign-position.js';

/** What became of another agent's positions. */
export interface ImportResult {
  /** A log's path, the file that continues, and from which byte offset. */
  readonly imported: readonly { readonly path: string; readonly target: string; readonly offset: number }[];
  /** Logs that the state folder has positions of already; those stay. */
  readonly kept: readonly string[];
  /** What the other agent has, and podtail finds no file of: gone since, or not one of those that it reads. */
  readonly unmatched: readonly ForeignPosition[];
}

/**
 * Saves another agent's positions in the state folder, so that podtail continues where that one ended. Throws a `UserError` where
 * the folder is in use, or cannot be written.
 *
 * @param savedAt when the other agent wrote them last, in milliseconds since 1970
 */
export async function importPositions(
  config: Config & { readonly stateDir: string },
  foreign: readonly ForeignPosition[],
  savedAt: number,
  diagnostics: Diagnostics,
): Promise<ImportResult> {
  const rules = createReadRules(config);
  const state = await openState(config.stateDir, diagnostics);
  try {
    const links = new Map(foreign.map((position) => [position, realPath(position.path)]));
    const result = { imported: [] as ImportResult['imported'][number][], kept: [] as string[] };
    const matched = new Set<ForeignPosition>();
    for (const source of discoveredLogs(config, diagnostics)) {
      const files = openPresentFiles(source.path, rules);
      try {
        const own = foreign.filter((position) => isOfLog(position, links.get(position), source, files));
        for (const position of own) matched.add(position);
        if (own.length === 0) continue;
        if (state.positions.savedFor(source.path).length > 0) {
          result.kept.push(source.path);
          continue;
        }
        const offsets = offsetsOf(own, files, savedAt);
        if (offsets.size === 0) {
          for (const position of own) matched.delete(position);
          continue;
        }
        state.positions.keep(source.path, positionsOf(source.path, files, offsets));
        for (const [at, offset] of offsets) {
          result.imported.push({ path: source.path, target: files[at]!.target, offset: files[at]!.lineStart(offset) });
        }
      } finally {
        for (const file of files) file.close();
      }
    }
    if (!state.positions.save([], () => false).isSaved)
      throw new UserError(`could not save the positions in ${config.stateDir}; see the message above`);
    return { ...result, unmatched: foreign.filter((position) => !matched.has(position)) };
  } finally {
    rules.close();
    state.release();
  }
}

function discoveredLogs(config: Config, diagnostics: Diagnostics): readonly LogSource[] {
  const sources: LogSource[] = [];
  const discovery = createDiscovery(config, createSilentWatches(), diagnostics, {
    onFound: (source) => sources.push(source),
    onGone: () => {},
  });
  discovery.start();
  discovery.close();
  return sources;
}

/** Whether a position is of one of a log's files: by its path, or by where its path leads. */
function isOfLog(
  { path }: ForeignPosition,
  target: string | undefined,
  source: LogSource,
  files: readonly PresentFile[],
): boolean {
  return path === source.path || files.some((file) => file.target === target || file.target === path);
}

/** How far each of a log's files was read, by its index: of several positions the one that is the furthest back counts. */
function offsetsOf(
  positions: readonly ForeignPosition[],
  files: readonly PresentFile[],
  savedAt: number,
): Map<number, number> {
  const offsets = new Map<number, number>();
  for (const position of positions) {
    const at = chooseFile(position, files, savedAt);
    if (at !== undefined) offsets.set(at, Math.min(position.offset, offsets.get(at) ?? position.offset));
  }
  return offsets;
}

/** What is older than any file of which something is known was read before; what is newer was not begun. */
function positionsOf(
  path: string,
  files: readonly PresentFile[],
  offsets: ReadonlyMap<number, number>,
): SavedPosition[] {
  const first = Math.min(...offsets.keys());
  return files.flatMap((file, index) => {
    const isLive = index === files.length - 1;
    const known = offsets.get(index);
    if (known === undefined && index > first) return [];
    const offset = known === undefined ? file.end() : file.lineStart(known);
    const isDone = known === undefined || (!isLive && offset === file.end());
    return [toSavedPosition(path, file.remember(offset, isDone))];
  });
}

function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync(path);
  } catch {
    return undefined;
  }
}
