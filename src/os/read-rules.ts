import type { RefusalKind } from '../record/refusal.js';

/** Why a file may not be read, and what to do about it, to follow "it is not read: ". */
export interface Refusal {
  readonly refusal: RefusalKind;
  readonly reason: string;
}

/** A regular file that a path has led to. Nothing of it can be read yet. */
export interface ExaminedFile {
  /** Where it is, links resolved; where it was, if it was deleted. */
  readonly target: string;
  readonly device: bigint;
  readonly inode: bigint;
  /** How many names it has; 0: it was deleted. */
  readonly names: number;
}

/** Decides which files may be read. It is asked each time that a file is opened, about the file and not about its path. */
export interface ReadRules {
  /**
   * Why the file may not be read. `again`: it got another name while it was looked at.
   *
   * @param path by which it was asked for, which may be a link
   */
  refusalOf(path: string, file: ExaminedFile): Refusal | 'again' | undefined;
  /** A file was refused. */
  onRefused?(path: string, refusal: Refusal): void;
  /** A file was opened. */
  onOpened?(path: string): void;
}
