import type { LogSource } from '../record/log-source.js';
import type { RecordBlock } from '../record/record-block.js';

/** Why a transform dropped records: a filter or sample, a repeat of another record, or a rate limit. */
export type DropReason = 'filtered' | 'deduplicated' | 'rateLimited';

/** Called when a transform dropped records. */
export type CountDropped = (reason: DropReason, records: number) => void;

/** Counts other events of transforms. */
export interface TransformTally {
  /** Records that `parse` could not parse. */
  unparsed(records: number): void;
  /** Records that `count` matched, by its name. */
  matched(name: string, records: number): void;
}

/** What the transforms of a source need from outside. */
export interface TransformContext {
  readonly source: LogSource;
  readonly countDropped: CountDropped;
  /** Not given: nobody needs the tally. */
  readonly tally?: TransformTally | undefined;
  /** Names of fields that encoders write. No transform gives a record another field with such a name. */
  readonly fieldNames: ReadonlySet<string>;
  /** Milliseconds, never falling: how long lines have waited. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Returns the key of hashes. It is read again for each new chain. */
  secret(from: { readonly file: string } | { readonly env: string }): Buffer;
}

/** What a transform gets in addition to the block. */
export interface BlockOrigin {
  /** The resume offset (see `RecordBlock`) before this block: at its first record, or earlier. */
  readonly resumeBefore: number;
  /** Whether a record of the block may have begun in an earlier file of the rotation chain. */
  readonly fromEarlier: boolean;
}

/**
 * One step of processing for the records of one source. It changes the rows of a block in place: it changes texts (new
 * ones go to the scratch area), sets members and levels, removes rows, and may hold rows back (`Holding`) to return
 * them with a later block. It is called for each block, in the order of the file. It never throws, for any rows.
 *
 * Rows keep the order of each stream. The resume offset of each remaining row is at most that of the row itself, and at
 * most that of everything that the transform still holds.
 */
export interface Transform {
  apply(block: RecordBlock, origin: BlockOrigin): void;
  readonly holding?: Holding;
}

/** A transform that holds records back. */
export interface Holding {
  /** Whether it holds records, or has a message for later, so that `flush` must be called regularly. */
  readonly isWaiting: boolean;
  /** Whether a record is held that began in an earlier file. */
  readonly holdsEarlier: boolean;
  /**
   * The offset in the current file from which reading has to resume if everything before `next` is settled, except held
   * records.
   */
  resumeOffset(next: number): number;
  /**
   * The next rows come from another file, from that offset on. Each held record gets an offset of its own in that file,
   * above `lastInherited` (see `BEFORE_INHERITED`). Returns the last of these offsets.
   */
  beginFile(offset: number, lastInherited: number): number;
  /**
   * Appends records that waited too long, or all held records, to the block. `resumeOffset` is that of everything
   * before.
   */
  flush(block: RecordBlock, resumeOffset: number, everything: boolean): void;
}
