import { counted } from '../record/counted.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';
import { type ChosenPositions, choosePositions, fileOf } from './choose-positions.js';
import { positionsFile, previousFile, readText, replacePositions, setAside } from './position-file.js';
import {
  type BadPosition,
  formatPosition,
  formatPositions,
  parsePositions,
  problemOfPosition,
  type SavedPosition,
} from './saved-position.js';

/** Where positions outlive podtail: `positions.json` in the state folder. Synchronous, and never throws. */
export interface PositionStore {
  /**
   * What was saved last. What of it is damaged costs what is damaged alone: in its place is what was saved before
   * that, if that is there. Each damage is logged, and the damaged file is kept.
   */
  load(): readonly SavedPosition[];
  /**
   * Replaces what was saved, unless it is the same. After a crash at any instant the file holds either the old or the
   * new positions. An invalid position is logged as an error; in its place the one of that file is saved that was
   * saved before. False where they could not be saved, which is logged once as an error, until it works again.
   */
  save(positions: readonly SavedPosition[]): boolean;
}

const PROBLEM = 'positions';
const AGAIN = 'lines that were already delivered are sent again';
const SOME_AGAIN = 'so some lines that were already delivered are sent again';

/** @param folder is made, for its owner alone, where it is missing */
export function createPositionStore(folder: string, diagnostics: Diagnostics): PositionStore {
  const file = positionsFile(folder);
  /** The file's content, as far as it is known to be on the disk, and to be good. */
  let saved: string | undefined;
  /** Whether the file that is there holds good positions alone, also where a later writing of it failed. */
  let isGood = false;
  /** The positions that it holds. */
  let savedPositions: readonly SavedPosition[] = [];
  /** The lines of positions that are none of the bad ones, for as long as they stay the same. */
  const lines = new WeakMap<SavedPosition, string>();

  function previousText(): string | undefined {
    const previous = readText(previousFile(folder));
    return previous.kind === 'text' ? previous.text : undefined;
  }

  /** What is to be done where the file cannot be read at all. */
  function loadPrevious(reason: string): readonly SavedPosition[] {
    const previous = parsePositions(previousText() ?? '');
    const isThere = previous.kind === 'positions';
    const then = isThere ? `continues from ${previousFile(folder)}, ${SOME_AGAIN}` : 'starts without positions';
    diagnostics.error(`${file} cannot be read, so podtail ${then}: ${reason}`, { file });
    return isThere ? previous.positions : [];
  }

  function sayDamage(chosen: Exclude<ChosenPositions, { kind: 'whole' }>): void {
    if (chosen.kind === 'damaged') {
      const what = `${file} is damaged (${chosen.reason})`;
      const then = chosen.fromPrevious
        ? `podtail continues from ${previousFile(folder)}, ${SOME_AGAIN}`
        : `all saved positions are lost, and podtail starts without positions: where it reads files from the beginning, ${AGAIN}`;
      diagnostics.error(`${what}; ${then}. ${keptAs('moved')}`, { file });
      return;
    }
    for (const { path, problem, isReplaced } of chosen.bad.slice(0, MOST_SAID)) {
      const what = `the saved position of ${path ?? 'a log'} in ${file} is damaged (${problem})`;
      const then = isReplaced
        ? `podtail continues from the position saved before it, ${SOME_AGAIN}`
        : `podtail has no position for it: where it reads files from the beginning, ${AGAIN}`;
      diagnostics.error(`${what}; ${then}`, { file, ...(path === undefined ? {} : { path }) });
    }
    const count = counted(chosen.bad.length, 'damaged position');
    diagnostics.error(
      `${file} holds ${count}; podtail uses the other ${chosen.positions.length}. ${keptAs('copied')}`,
      { file },
    );
  }

  function keptAs(how: 'moved' | 'copied'): string {
    try {
      return `The damaged file is kept as ${setAside(folder, how)}`;
    } catch (error) {
      return `It could not be kept: ${(error as Error).message}`;
    }
  }

  /** The positions without those that are none. */
  function checked(positions: readonly SavedPosition[]): readonly SavedPosition[] {
    const isGood = (position: SavedPosition): boolean =>
      lines.has(position) || problemOfPosition(position) === undefined;
    if (positions.every(isGood)) return positions;
    return positions.flatMap((position) => {
      const problem = problemOfPosition(position);
      if (problem === undefined) return [position];
      const before = savedPositions.find((one) => fileOf(one) === fileOf(position));
      diagnostics.problem(`position of ${position.path}`, notPosition(position.path, problem), {}, 'error');
      return before === undefined ? [] : [before];
    });
  }

  function lineOf(position: SavedPosition): string {
    let line = lines.get(position);
    if (line === undefined) {
      line = formatPosition(position);
      lines.set(position, line);
    }
    return line;
  }

  return {
    load() {
      const last = readText(file);
      if (last.kind === 'missing') return [];
      if (last.kind === 'unreadable') return loadPrevious(last.reason);
      const chosen = choosePositions(last.text, previousText);
      if (chosen.kind === 'whole') {
        saved = last.text;
        isGood = true;
        savedPositions = chosen.positions;
      } else sayDamage(chosen);
      return chosen.positions;
    },

    save(positions) {
      if (saved !== undefined && areSame(positions, savedPositions)) return true;
      const good = checked(positions);
      const text = formatPositions(good, lineOf);
      if (text === saved) {
        savedPositions = good;
        return true;
      }
      try {
        replacePositions(folder, text, isGood);
      } catch (error) {
        saved = undefined;
        const { code = 'unknown', message } = error as NodeJS.ErrnoException;
        diagnostics.problem(PROBLEM, notSaved(file, code, message), { file, code }, 'error');
        return false;
      }
      saved = text;
      isGood = true;
      savedPositions = good;
      diagnostics.solved(PROBLEM, `positions can be saved in ${file} again`);
      return true;
    },
  };
}

/** Whether both hold the same objects, which do not change. */
function areSame(some: readonly SavedPosition[], others: readonly SavedPosition[]): boolean {
  return some === others || (some.length === others.length && some.every((position, at) => position === others[at]));
}

/** Damaged entries that are logged one by one. */
const MOST_SAID = 20;

/**
 * What was saved last, for whoever does not own the folder. Throws a `UserError` where it cannot be read, or is damaged as
 * a whole.
 *
 * @param onBad told of each entry that is no position
 */
export function readPositions(folder: string, onBad: (entry: BadPosition) => void): readonly SavedPosition[] {
  const file = positionsFile(folder);
  const last = readText(file);
  if (last.kind === 'missing') return [];
  if (last.kind === 'unreadable') throw new UserError(`${file} cannot be read: ${last.reason}`);
  const parsed = parsePositions(last.text);
  if (parsed.kind === 'damaged') {
    throw new UserError(`${file} is damaged (${parsed.reason}); podtail moves it away at its next start`);
  }
  parsed.bad.forEach(onBad);
  return parsed.positions;
}

function notPosition(path: string, problem: string): string {
  return `the new position of ${path} is invalid (${problem}), so the position saved before it is kept; this is a bug in podtail, please report it`;
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'free space on its disk',
  EDQUOT: 'free space on its disk',
  EACCES: 'give podtail permission to write there, or choose another --state-dir',
  EPERM: 'give podtail permission to write there, or choose another --state-dir',
  EROFS: 'mount it writable, or choose another --state-dir',
  EIO: 'check its disk for errors, or choose another --state-dir',
};

function notSaved(file: string, code: string, message: string): string {
  const remedy = REMEDIES[code] ?? 'check that the state folder exists and that podtail can write to it';
  return `cannot save positions in ${file} (${message}); if podtail stops now, it sends lines again; ${remedy}`;
}
