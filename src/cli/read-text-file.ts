import { readFileSync } from 'node:fs';
import { FILE_PROBLEMS } from '../record/file-problems.js';
import { UserError } from '../record/user-error.js';

/** The text of a file that a command names. Throws a `UserError` that says why it cannot be read. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot read ${file}: ${FILE_PROBLEMS[code] ?? message}`);
  }
}
