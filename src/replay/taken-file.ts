import fs from 'node:fs';
import path from 'node:path';

/** A file of dead letters that was moved aside. */
interface TakenFile {
  readonly path: string;
  /** Whether a replay before this one left it. */
  readonly isLeftover: boolean;
}

/**
 * Moves a file of dead letters aside, so that nothing is added to it any more, unless an earlier replay left one there:
 * then that is to be done first. Throws an error for the user where there is neither.
 */
export function takeAway(file: string): TakenFile {
  const work = `${file}.replaying`;
  if (fs.existsSync(work)) return { path: work, isLeftover: true };
  try {
    fs.renameSync(file, work);
    return { path: work, isLeftover: false };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? `${file}: there is no such file` : `${file}: ${message}`);
  }
}

/**
 * Leaves of a file that was moved aside what is from `offset` on, under its own name where that is free, else where
 * the next replay takes it up. Whether that is nothing.
 */
export function putBack(work: string, file: string, offset: number): boolean {
  const rest = fs.readFileSync(work).subarray(offset);
  if (rest.length === 0) {
    fs.unlinkSync(work);
    return true;
  }
  if (offset > 0) replaceFile(work, rest);
  try {
    fs.linkSync(work, file);
    fs.unlinkSync(work);
  } catch {
    // A podtail has begun a new file meanwhile.
  }
  return false;
}

function replaceFile(file: string, content: Uint8Array): void {
  const temporary = `${file}.tmp`;
  const descriptor = fs.openSync(temporary, 'w', 0o600);
  try {
    fs.writeFileSync(descriptor, content);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(temporary, file);
  const folder = fs.openSync(path.dirname(file), 'r');
  fs.fsyncSync(folder);
  fs.closeSync(folder);
}
