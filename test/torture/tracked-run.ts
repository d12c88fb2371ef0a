import { statSync } from 'node:fs';
import type { ContainerRun } from '../support/container-run.js';
import { expectedRecord, type ShippedRecord } from '../support/shipped-record.js';
import type { StreamName, WrittenLine } from '../support/written-line.js';
import type { Life } from './life.js';

/** One container run, or one life of an application's file: all that was written, where it lies, and what came out. */
export interface TrackedRun {
  /** Begins every line, so that a record says which run it is of. */
  readonly tag: string;
  readonly run: ContainerRun;
  /** Whether an application wrote it, so that its records bear the file's path and the time of reading. */
  readonly isPlain: boolean;
  /** Which of the runs at the same path it is. */
  readonly turn: number;
  /** By the lines' numbers; undefined while a line is not closed. */
  readonly lines: (TrackedLine | undefined)[];
  /** By the physical files' numbers. */
  readonly files: TrackedFile[];
  /** How many lines of each stream were closed so far. */
  readonly places: Record<StreamName, number>;
  /** Whether its writer puts lines into the renamed file still. */
  isRotating: boolean;
}

export interface TrackedLine {
  readonly written: WrittenLine;
  /** Where it is among the lines of its stream. */
  readonly place: number;
  /** Milliseconds of the wall's clock. */
  readonly writtenAt: number;
  /** When it came out last, and of which life. */
  seen?: { readonly life: Life; readonly at: number };
  /**
   * Whether its beginning came as a record of its own: the file with the rest did not follow the one with the beginning,
   * as far as podtail could see.
   */
  inParts?: boolean;
}

export interface TrackedFile {
  /** When what was in it could no longer be reached by a path, if it is so. */
  gone?: Gone;
}

export interface Gone {
  readonly how: string;
  /** Milliseconds of the wall's clock. */
  readonly at: number;
  /** The life of podtail that had the file open then: it could read on. */
  readonly heldBy: Life | undefined;
}

/** The record that has to come out for a line; one of a plain file without its time. */
export function recordOf({ run, isPlain }: TrackedRun, { written }: TrackedLine): ShippedRecord {
  const record = expectedRecord(run, written);
  if (!isPlain) return record;
  const { message, partial } = record;
  return { time: '', path: run.files.path, message, ...(partial === undefined ? {} : { partial }) };
}

/**
 * Writes a line whose text begins with the run's tag and the line's number, and notes where it is.
 *
 * @param begin writes the line, or as much as is to be written now, and returns what writes the rest
 * @returns what writes the rest
 */
export function writeLine(tracked: TrackedRun, stream: StreamName, begin: (start: string) => () => void): () => void {
  const number = tracked.lines.length;
  // Lines that are written before this one is closed get other numbers.
  tracked.lines.length++;
  const end = begin(`${tracked.tag}-${number} `);
  return () => {
    end();
    const written = tracked.run.written.at(-1)!;
    tracked.lines[number] = { written, place: tracked.places[stream]++, writtenAt: Date.now() };
  };
}

/** Which physical file of which run has an inode, or had it last. */
export type Inodes = Map<string, { readonly run: TrackedRun; readonly file: number }>;

/**
 * Looks which physical files of the run can be reached, and notes of the others how they went.
 *
 * @param held the files that podtail had open before
 */
export function lookAtFiles(tracked: TrackedRun, inodes: Inodes, loss: Omit<Gone, 'heldBy'>, held: Held): void {
  const { run, files, isRotating } = tracked;
  const rotated = run.files.rotated();
  const last = isRotating ? run.file : run.file - 1;
  const first = last - rotated.length + 1;
  for (let file = files.length; file <= run.file; file++) files.push({});
  for (let file = 0; file < first; file++) files[file]!.gone ??= { ...loss, heldBy: held.of(tracked, file) };
  for (const [index, path] of rotated.entries()) note(path, first + index);
  if (!isRotating) note(run.files.liveFile, run.file);

  function note(path: string, file: number): void {
    const { dev, ino } = statSync(path, { bigint: true });
    inodes.set(`${dev}:${ino}`, { run: tracked, file });
  }
}

/** What the running podtail has open. */
export interface Held {
  /** The life that has that file of the run open, if one has. */
  of(run: TrackedRun, file: number): Life | undefined;
}
