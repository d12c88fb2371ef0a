import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../os/make-folder.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';
import { formatPositions, parsePositions, type SavedPosition } from './saved-position.js';

/** Where positions outlive podtail: `positions.json` in the state folder. Synchronous, and never throws. */
export interface PositionStore {
  /** What was saved last; nothing where there is no file, or only a damaged one, which is set aside with an error. */
  load(): readonly SavedPosition[];
  /**
   * Replaces what was saved, unless it is the same. After a crash at any instant the file holds either the old or the
   * new positions. False where they could not be saved, which is an error that is said once, until it works again.
   */
  save(positions: readonly SavedPosition[]): boolean;
}

const PROBLEM = 'positions';

/** @param folder is made, for its owner alone, where it is missing */
export function createPositionStore(folder: string, diagnostics: Diagnostics): PositionStore {
  const file = fileIn(folder);
  /** The file's content, as far as it is known to be there. */
  let saved: string | undefined;

  function setAside(reason: string): void {
    const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    const what = `${file} is damaged (${reason}); all saved positions are lost, and podtail starts without positions:`;
    const consequence = 'where it reads files from their beginning, lines that were delivered before come again';
    try {
      fs.renameSync(file, aside);
      diagnostics.error(`${what} ${consequence}. The damaged file is kept as ${aside}`, { file, aside });
    } catch (error) {
      const { message } = error as Error;
      diagnostics.error(`${what} ${consequence}. It could not be set aside: ${message}`, { file });
    }
  }

  return {
    load() {
      let text: string;
      try {
        text = fs.readFileSync(file, 'utf8');
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code !== 'ENOENT') {
          diagnostics.error(`${file} cannot be read, so podtail starts without positions: ${message}`, { file });
        }
        return [];
      }
      const parsed = parsePositions(text);
      if (parsed.kind === 'damaged') {
        setAside(parsed.reason);
        return [];
      }
      saved = text;
      return parsed.positions;
    },

    save(positions) {
      const text = formatPositions(positions);
      if (text === saved) return true;
      try {
        replaceFile(folder, file, text);
      } catch (error) {
        saved = undefined;
        const { code = 'unknown', message } = error as NodeJS.ErrnoException;
        diagnostics.problem(PROBLEM, notSaved(file, code, message), { file, code }, 'error');
        return false;
      }
      saved = text;
      diagnostics.solved(PROBLEM, `positions are saved in ${file} again`);
      return true;
    },
  };
}

/** What was saved last, for whoever does not own the folder. Throws a `UserError` where it cannot be read, or is damaged. */
export function readPositions(folder: string): readonly SavedPosition[] {
  const file = fileIn(folder);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const parsed = parsePositions(text);
  if (parsed.kind === 'damaged') {
    throw new UserError(`${file} is damaged (${parsed.reason}); podtail will set it aside when it starts`);
  }
  return parsed.positions;
}

const fileIn = (folder: string): string => path.join(folder, 'positions.json');

/** Puts the text in the place of the file, on the disk, so that whoever looks sees all of the one or of the other. */
function replaceFile(folder: string, file: string, text: string): void {
  const temporary = `${file}.tmp`;
  makeFolder(folder);
  withDescriptor(temporary, 'w', (descriptor) => {
    fs.writeFileSync(descriptor, text);
    fs.fsyncSync(descriptor);
  });
  fs.renameSync(temporary, file);
  withDescriptor(folder, 'r', fs.fsyncSync);
}

function withDescriptor(file: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = fs.openSync(file, flags, 0o600);
  try {
    use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space there',
  EDQUOT: 'free some space there',
  EACCES: 'let podtail write there, or choose another --state-dir',
  EPERM: 'let podtail write there, or choose another --state-dir',
  EROFS: 'mount it writable, or choose another --state-dir',
};

function notSaved(file: string, code: string, message: string): string {
  const remedy = REMEDIES[code] ?? 'see to it that the state folder is there and can be written';
  return `positions cannot be saved in ${file} (${message}): if podtail ends now, lines come again; ${remedy}`;
}
