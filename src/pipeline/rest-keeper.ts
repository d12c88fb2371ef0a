import fs from 'node:fs';
import type { SavedPosition } from '../checkpoint/saved-position.js';
import {
  type LoadedRests,
  loadRests,
  removeRest,
  restsFolder,
  type SavedRest,
  saveRest,
} from '../checkpoint/saved-rests.js';
import { type AbandonReason, countAbandoned } from '../record/abandoned.js';
import { counted } from '../record/counted.js';
import type { SavedRests, UnsavedCopy } from '../tail/saved-rests.js';
import type { Tailer } from '../tail/tailer.js';
import type { Backlog } from './backlog/backlog.js';
import type { BacklogRests } from './backlog/backlog-rests.js';
import type { PipelineParts } from './pipeline-parts.js';
import { fromSavedPosition, isBacklog, toSavedPosition } from './saved-files.js';

/** Keeps the unsettled rests of deleted files in the state folder (see `SavedRest`). */
export interface RestKeeper {
  /** The rests for the tail. */
  readonly rests: SavedRests;
  /** The rests for the backlog. */
  readonly backlogRests: BacklogRests;
  /** Logs whose rests are not taken yet, each with the path of one of its files. */
  waiting(): readonly { readonly path: string; readonly target: string }[];
  /**
   * The log at that path is no longer followed. Its rests wait until it is followed again, or until their time is over.
   */
  putBack(path: string): void;
  /** Saves the unsettled rests of deleted files that the tailer and the backlog have open. */
  saveOpen(tailer: Pick<Tailer, 'rests'>, backlog: Pick<Backlog, 'rests'>): void;
  /**
   * Removes settled rests, and gives up those that wait longer than `limits.deletedFileGrace`. To be called after the
   * positions were saved. If it removed a rest earlier, a crash would lose it.
   */
  tidy(tailer: Pick<Tailer, 'rests'>, backlog: Pick<Backlog, 'rests'>): void;
}

/** @param wallTime milliseconds since 1970 */
export function createRestKeeper(
  stateFolder: string,
  { config, counters, diagnostics }: Pick<PipelineParts, 'config' | 'counters' | 'diagnostics'>,
  wallTime: () => number,
): RestKeeper {
  const folder = restsFolder(stateFolder);
  let all: readonly SavedRest[] = load();
  const taken = new Set<SavedRest>();

  function load(): readonly SavedRest[] {
    let loaded: LoadedRests;
    try {
      loaded = loadRests(stateFolder);
      for (const file of loaded.leftovers) fs.rmSync(file, { force: true });
      for (const { file, bytes, reason } of loaded.bad) {
        abandon('damaged', bytes, `${file}, saved from a deleted file, cannot be used (${reason})`, {});
        fs.rmSync(file, { force: true });
      }
    } catch (error) {
      diagnostics.error(
        `${folder} cannot be read, so podtail does not deliver the rests of deleted files in it: ${(error as Error).message}`,
        {
          folder,
        },
      );
      return [];
    }
    const { rests } = loaded;
    if (rests.length > 0) {
      diagnostics.info(`reading the saved rests of ${counted(rests.length, 'deleted file')} from ${folder}`, {
        folder,
      });
    }
    return rests;
  }

  function abandon(reason: AbandonReason, unreadBytes: number, what: string, fields: { readonly path?: string }): void {
    countAbandoned(counters, reason, unreadBytes);
    diagnostics.warn(`${what}; lost: ${counted(unreadBytes, 'byte')}`, { ...fields, unreadBytes });
  }

  function remove(rest: SavedRest): void {
    try {
      removeRest(rest);
    } catch (error) {
      diagnostics.problem(rest.copy, `${rest.copy} cannot be removed: ${(error as Error).message}`, {
        path: rest.copy,
      });
    }
    taken.delete(rest);
    all = all.filter((other) => other !== rest);
  }

  const isWaiting = (rest: SavedRest): boolean => !taken.has(rest);
  const ofLog = (path: string): SavedRest[] => all.filter(({ position }) => position.path === path);
  const restsOf = (path: string): SavedRest[] => ofLog(path).filter(({ position }) => !isBacklog(position));

  return {
    rests: {
      take(path) {
        const waiting = restsOf(path).filter(isWaiting);
        for (const rest of waiting) taken.add(rest);
        return waiting.map((rest) => ({ ...rest, known: fromSavedPosition(rest.position) }));
      },
      leave({ copy, target }, problem) {
        for (const rest of all) if (rest.copy === copy) taken.delete(rest);
        const what = `the rest of ${target}, which was deleted, cannot be read from ${copy} (${problem}); podtail tries again at its next start`;
        diagnostics.problem(copy, what, { path: copy });
      },
      has: (path) => restsOf(path).length > 0,
    },
    backlogRests: {
      of: (path) =>
        ofLog(path)
          .filter(({ position }) => isBacklog(position))
          .map(({ copy }) => copy),
      take(copy) {
        for (const rest of all) if (rest.copy === copy) taken.add(rest);
      },
    },
    waiting: () => all.filter(isWaiting).map(({ position: { path }, target }) => ({ path, target })),
    putBack(path) {
      for (const rest of ofLog(path)) taken.delete(rest);
    },
    saveOpen(tailer, backlog) {
      const orders = all.map((rest) => rest.order);
      const save = (position: SavedPosition, { target, deletedAt, isLeft, plan, copyTo, next }: UnsavedCopy): void => {
        const order = orderBefore(all.find(({ copy }) => copy === next)?.order, orders);
        orders.push(order);
        saveRest(stateFolder, { target, deletedAt, isLeft, order, position, extension: plan.extension }, copyTo);
      };
      const sums = [
        tailer.rests.save((rest) => save(toSavedPosition(rest.path, rest.known), rest)),
        backlog.rests.save((rest) => save(rest.position, rest)),
      ];
      const [files, bytes] = [
        sums.reduce((sum, one) => sum + one.files, 0),
        sums.reduce((sum, one) => sum + one.bytes, 0),
      ];
      if (files === 0) return;
      const what = `saved the rest of ${counted(files, 'deleted file')} (${counted(bytes, 'byte')}) in ${folder}`;
      diagnostics.info(`${what}; podtail reads it at the next start`, { folder, files, bytes });
    },
    tidy(tailer, backlog) {
      if (all.length === 0) return;
      const inUse = new Set([...tailer.rests.inUse(), ...backlog.rests.inUse()]);
      const oldest = wallTime() - config.limits.deletedFileGrace.time;
      for (const rest of all) {
        if (taken.has(rest)) {
          if (!inUse.has(rest.copy)) remove(rest);
        } else if (rest.deletedAt <= oldest) {
          const { path, size, offset } = rest.position;
          const what = `the rest of ${rest.target}, which was deleted, was not read within limits.deletedFileGrace, because podtail does not follow ${path}`;
          abandon('deletedFileGrace', Math.max(0, size - offset), what, { path });
          remove(rest);
        }
      }
    },
  };
}

/** The part of the gap between two numbers that each further number takes. */
const PART = 1 / 1024;

/**
 * The order number of a new rest: before `next`, and after all lower numbers.
 *
 * @param next the order number of the rest that follows; undefined if the new one is the last
 * @param orders the numbers in use
 */
export function orderBefore(next: number | undefined, orders: readonly number[]): number {
  if (next === undefined) return Math.max(0, ...orders) + 1;
  const before = Math.max(next - 1, ...orders.filter((order) => order < next));
  return before + (next - before) * PART;
}
