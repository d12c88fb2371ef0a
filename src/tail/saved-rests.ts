import type { RememberedFile } from './chain/file-memory.js';
import type { RestPlan } from './files/copy-rest.js';

/**
 * The rest of a file that was deleted while it was open, and that was not settled before podtail was stopped: a copy, in which the
 * rest is at the offsets that it had in the file.
 */
export interface SavedRest {
  /** Absolute path of the copy. */
  readonly copy: string;
  /** Bytes that the copy takes on disk. */
  readonly bytes: number;
  /** The file's own path before it was deleted; where dockerd wrote it, that of the container's live file. */
  readonly target: string;
  /** When the deletion was noticed: milliseconds since 1970. */
  readonly deletedAt: number;
  /** Whether the file was not deleted: the log's link led elsewhere, or was missing. It may be found again. */
  readonly isLeft: boolean;
  /** What was known of the file when it was copied. */
  readonly known: RememberedFile;
}

/** Where the rests of deleted files outlive podtail. */
export interface SavedRests {
  /** Those of the log at that path. They are its from now on: what it does not name as in use is removed. */
  take(path: string): readonly SavedRest[];
  /** A rest cannot be read now: it is left for a later podtail. */
  leave(rest: SavedRest, problem: string): void;
  /** Whether any is there of that log. */
  has(path: string): boolean;
}

/** A copy that is to be made of a deleted file's rest. */
export interface UnsavedCopy extends Pick<SavedRest, 'target' | 'deletedAt' | 'isLeft'> {
  readonly plan: RestPlan;
  /** Path of the copy of the saved rest that follows it in the log; undefined if none does. */
  readonly next?: string | undefined;
  /** Copies what is planned. Throws what the system says. */
  copyTo(descriptor: number): void;
}

/** A rest that is to be saved. */
export interface UnsavedRest extends UnsavedCopy, Pick<SavedRest, 'known'> {
  /** Of its log. */
  readonly path: string;
}
