import type { LogSource } from '../record/log-source.js';
import type { RecordBlock } from '../record/record-block.js';

/**
 * Why a transform dropped records: a filter or a sample of the configuration, as another record counts them as repeats, or
 * because their container wrote too much.
 */
export type DropReason = 'filtered' | 'deduplicated' | 'rateLimited';

/** Told of records that a transform dropped. */
export type CountDropped = (reason: DropReason, records: number) => void;

/** Told of what is counted besides. */
export interface TransformTally {
  /** Records that do not have the form that `parse` asks for. */
  unparsed(records: number): void;
  /** Records that `count` matched, by its name. */
  matched(name: string, records: number): void;
}

/** What transforms of a source need from outside. */
export interface TransformContext {
  readonly source: LogSource;
  readonly countDropped: CountDropped;
  /** Not given: nobody asks. */
  readonly tally?: TransformTally | undefined;
  /** Names that the encoders give to fields of their own: no transform gives a record another field of such a name. */
  readonly fieldNames: ReadonlySet<string>;
  /** Milliseconds, never falling: how long lines have waited. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** What a key for hashes is; read again each time that a chain is made. */
  secret(from: { readonly file: string } | { readonly env: string }): Buffer;
}

/** What a transform gets besides the block. */
export interface BlockOrigin {
  /** The resume offset (see `RecordBlock`) up to which all was known before this block: where its first record begins, or before. */
  readonly resumeBefore: number;
  /** Whether a record of it may have begun in an earlier file of the rotation chain. */
  readonly fromEarlier: boolean;
}

/**
 * One step over the records of one source. Works on the rows of a block in place: changes texts (new ones go to the
 * scratch area), gives members and levels, takes rows away, and may hold some back (`Holding`) to give them out with a
 * later block. Called for each block in the order of the file; never throws, for any rows.
 *
 * Rows stay in the order of each stream. The resume offset of each row that it leaves is at most the row's own and that
 * of everything that it still holds.
 */
export interface Transform {
  apply(block: RecordBlock, origin: BlockOrigin): void;
  readonly holding?: Holding;
}

/** What a transform that holds records back says of them. */
export interface Holding {
  /** Whether it holds records, or has a message for later, so that `flush` must be called regularly. */
  readonly isWaiting: boolean;
  /** Whether a record is held that began in an earlier file. */
  readonly holdsEarlier: boolean;
  /** The offset in the current file from which reading has to resume, when all before `next` is settled but for what is held. */
  resumeOffset(next: number): number;
  /**
   * What comes next is in another file, from that offset on. Whatever is held gets an offset there of its own, above
   * `lastInherited` (see `BEFORE_INHERITED`); returns the last of these.
   */
  beginFile(offset: number, lastInherited: number): number;
  /** Appends what has waited too long, or everything, to the block. `resumeOffset` is that of all that came before. */
  flush(block: RecordBlock, resumeOffset: number, everything: boolean): void;
}
