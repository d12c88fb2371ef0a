import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../os/make-folder.js';
import { replaceFile } from '../os/replace-file.js';
import { withDescriptor } from '../os/with-descriptor.js';
import { isObject } from '../record/is-object.js';
import { problemOfPosition, type SavedPosition } from './saved-position.js';

/**
 * The rest of a file that was deleted while podtail had it open, and that was not delivered before podtail was stopped: a copy in
 * the state folder, in which the rest is at the offsets that it had in the file.
 */
export interface SavedRest {
  /** Absolute path of the copy. */
  readonly copy: string;
  /** Bytes that the copy takes on disk. */
  readonly bytes: number;
  /** The file's own path before it was deleted. */
  readonly target: string;
  /** When podtail noticed that it was deleted: milliseconds since 1970. */
  readonly deletedAt: number;
  /** Whether the file was not deleted: the log's link led elsewhere, or was missing. It may be found again. */
  readonly isLeft: boolean;
  /** The higher, the later it was saved; of files that were saved together, the newer ones of a log have higher numbers. */
  readonly order: number;
  /** The file's position when it was copied; its device and inode are those of the file that is gone. */
  readonly position: SavedPosition;
}

/** A rest that is to be saved. */
export interface NewRest extends Pick<SavedRest, 'target' | 'deletedAt' | 'isLeft' | 'order' | 'position'> {
  /** What the name of the copy ends in. */
  readonly extension: string;
}

/** The folder of these rests in a state folder. */
export const restsFolder = (stateFolder: string): string => path.join(stateFolder, 'deleted');

const DESCRIPTION = '.json';
const PENDING = '.tmp';

/**
 * Saves a rest. It is there as a whole or not at all, also after a crash at any instant: the copy gets its name when its description
 * and all its bytes are on the disk.
 *
 * @param write writes the copy to a descriptor
 * @throws what the system says; nothing is left behind then
 */
export function saveRest(
  stateFolder: string,
  { extension, ...description }: NewRest,
  write: (descriptor: number) => void,
): void {
  const folder = restsFolder(stateFolder);
  const copy = path.join(folder, `${randomBytes(ID_LENGTH / 2).toString('hex')}${extension}`);
  const [pending, about] = [`${copy}${PENDING}`, descriptionOf(copy)];
  try {
    makeFolder(folder);
    withDescriptor(pending, 'wx', (descriptor) => {
      write(descriptor);
      fs.fsyncSync(descriptor);
    });
    replaceFile(about, JSON.stringify({ version: VERSION, copy: path.basename(copy), ...description }));
    fs.renameSync(pending, copy);
    withDescriptor(folder, 'r', fs.fsyncSync);
  } catch (error) {
    for (const file of [pending, copy, about, `${about}${PENDING}`]) fs.rmSync(file, { force: true });
    throw error;
  }
}

/** What is in the folder of the rests. */
export interface LoadedRests {
  /** Those of a log in the order of its files. */
  readonly rests: readonly SavedRest[];
  /** Copies of which nothing is known, and descriptions that cannot be read. */
  readonly bad: readonly BadRest[];
  /** The files that saving or removing left behind when it was cut off. */
  readonly leftovers: readonly string[];
}

interface BadRest {
  readonly file: string;
  /** Bytes that the file takes on disk. */
  readonly bytes: number;
  readonly reason: string;
}

/** Looks what is saved. Changes nothing. Throws what the system says. */
export function loadRests(stateFolder: string): LoadedRests {
  const folder = restsFolder(stateFolder);
  const names = namesIn(folder);
  const copies = new Set(names.filter((name) => !name.endsWith(DESCRIPTION) && !name.endsWith(PENDING)));
  const rests: SavedRest[] = [];
  const bad: BadRest[] = [];
  const leftovers = names.filter((name) => name.endsWith(PENDING)).map((name) => path.join(folder, name));
  for (const file of names.filter((name) => name.endsWith(DESCRIPTION)).map((name) => path.join(folder, name))) {
    const parsed = parseDescription(fs.readFileSync(file, 'utf8'));
    if ('problem' in parsed) {
      bad.push({ file, bytes: bytesOf(file), reason: parsed.problem });
      continue;
    }
    const copy = path.join(folder, parsed.copy);
    if (copies.delete(parsed.copy)) rests.push({ ...parsed, copy, bytes: bytesOf(copy) });
    else leftovers.push(file);
  }
  for (const name of copies) {
    const file = path.join(folder, name);
    bad.push({ file, bytes: bytesOf(file), reason: 'it has no description' });
  }
  rests.sort((one, other) => one.order - other.order || one.deletedAt - other.deletedAt);
  return { rests, bad, leftovers };
}

/** Removes a rest that is not needed any more. Throws what the system says. */
export function removeRest({ copy }: Pick<SavedRest, 'copy'>): void {
  fs.rmSync(copy, { force: true });
  fs.rmSync(descriptionOf(copy), { force: true });
}

/** Digits of what the names of a copy and of its description begin with. */
const ID_LENGTH = 16;

const descriptionOf = (copy: string): string =>
  path.join(path.dirname(copy), `${path.basename(copy).slice(0, ID_LENGTH)}${DESCRIPTION}`);

/** The unit of `fstat` on every file system. */
const BLOCK = 512;
const VERSION = 1;

function bytesOf(file: string): number {
  return fs.statSync(file).blocks * BLOCK;
}

type Description = Pick<SavedRest, 'copy' | 'target' | 'deletedAt' | 'isLeft' | 'order' | 'position'>;

function parseDescription(text: string): Description | { readonly problem: string } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (!isObject(content)) return { problem: 'it is not a JSON object' };
  // A podtail before this one may have saved none.
  const { version, copy, target, deletedAt, isLeft = false, order = 0, position } = content;
  if (version !== VERSION) return { problem: `its version is ${JSON.stringify(version)}` };
  if (typeof copy !== 'string' || copy !== path.basename(copy)) return { problem: 'copy is not a name' };
  if (typeof target !== 'string') return { problem: 'target is not a path' };
  if (typeof deletedAt !== 'number') return { problem: 'deletedAt is not a time' };
  if (typeof isLeft !== 'boolean') return { problem: 'isLeft is not true or false' };
  if (typeof order !== 'number') return { problem: 'order is not a number' };
  const problem = problemOfPosition(position);
  return problem === undefined
    ? { copy, target, deletedAt, isLeft, order, position: position as unknown as SavedPosition }
    : { problem: `its position is none: ${problem}` };
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
