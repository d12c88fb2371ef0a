import { readFileSync } from 'node:fs';
import { UserError } from '../record/user-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'podtail has no permission to read it',
};

/** The text of a file that a command names. Throws a `UserError` that says why it cannot be read. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot read ${file}: ${REASONS[code] ?? message}`);
  }
}
