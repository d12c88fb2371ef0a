import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The disk of the state folder: a small one of its own, where one may be mounted. */
export interface StateDisk {
  readonly folder: string;
  /** Why it cannot be filled, if it cannot. */
  readonly whyNot: string | undefined;
  /** When it was filled last, in milliseconds of the wall's clock. */
  readonly fullFrom: number;
  /** When it was full last: now, if it is. */
  readonly fullUntil: number;
  fill(): void;
  free(): void;
  /** What podtail saved there last, as text; nothing where it saved nothing. */
  positions(): string;
  /** Takes the disk away; what was in the folder is left there, on the disk below. */
  unmount(): void;
}

/** A disk that was full until less than this ago may not have been written to since; in milliseconds. */
const TIME_TO_SAVE = 5_000;
/** Bytes: more than the positions of all logs of some minutes take, twice, and the rests of deleted files. */
const SIZE = '128m';
/** What the disk is filled with, in turn. */
const BLOCKS = [Buffer.alloc(1024 * 1024), Buffer.alloc(4096)];

export function mountStateDisk(folder: string): StateDisk {
  mkdirSync(folder);
  const whyNot = mount(folder);
  const filler = join(folder, 'filler');
  let isFull = false;
  let fullFrom = Number.NEGATIVE_INFINITY;
  let fullUntil = Number.NEGATIVE_INFINITY;
  return {
    folder,
    whyNot,
    get fullFrom() {
      return fullFrom;
    },
    get fullUntil() {
      return isFull ? Date.now() : fullUntil;
    },
    fill: () => {
      if (whyNot !== undefined) return;
      if (!isFull && Date.now() - fullUntil > TIME_TO_SAVE) fullFrom = Date.now();
      isFull = true;
      for (const block of BLOCKS) while (hasRoom(filler, block));
    },
    free: () => {
      if (!isFull) return;
      rmSync(filler);
      isFull = false;
      fullUntil = Date.now();
    },
    positions: () => {
      const file = join(folder, 'positions.json');
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    unmount: () => {
      if (whyNot !== undefined) return;
      const kept = readdirSync(folder, { withFileTypes: true }).filter(
        (entry) => entry.isFile() && entry.name !== 'filler',
      );
      const contents = kept.map(({ name }) => ({ name, bytes: readFileSync(join(folder, name)) }));
      execFileSync('umount', [folder]);
      for (const { name, bytes } of contents) writeFileSync(join(folder, name), bytes);
    },
  };
}

/** Mounts a tmpfs; returns why it could not, such as not being root. */
function mount(folder: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return (error as Error).message.trim().replaceAll('\n', ' ');
  }
}

function hasRoom(filler: string, block: Buffer): boolean {
  try {
    appendFileSync(filler, block);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
