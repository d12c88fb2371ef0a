import fs from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../os/replace-file.js';

/** The file of the positions in a state folder. */
export const positionsFile = (folder: string): string => path.join(folder, 'positions.json');
/** Where the file is that was replaced last. */
export const previousFile = (folder: string): string => `${positionsFile(folder)}.previous`;

/** What is in a file. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a file. Never throws. */
export function readText(file: string): FileText {
  try {
    return { kind: 'text', text: fs.readFileSync(file, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', reason: message };
  }
}

/**
 * Puts the text in the place of the positions, on the disk, so that whoever looks sees all of the one or of the other. At
 * no moment is there no file.
 *
 * @param keepsPrevious whether the file that is there now is a good one, which is kept as the previous one
 */
export function replacePositions(folder: string, text: string, keepsPrevious: boolean): void {
  const file = positionsFile(folder);
  replaceFile(file, text, () => {
    if (keepsPrevious) keepPrevious(file, previousFile(folder));
  });
}

/** Moves the positions out of the way, or copies them if they are still used; returns the path. */
export function setAside(folder: string, how: 'moved' | 'copied'): string {
  const file = positionsFile(folder);
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
  if (how === 'moved') fs.renameSync(file, aside);
  else fs.copyFileSync(file, aside);
  return aside;
}

/** A second name for the same file. A file system without such does without the previous positions. */
function keepPrevious(file: string, previous: string): void {
  const pending = `${previous}.tmp`;
  try {
    fs.rmSync(pending, { force: true });
    fs.linkSync(file, pending);
    fs.renameSync(pending, previous);
  } catch {
    // What is written now is good without it.
  }
}
