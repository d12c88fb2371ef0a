import type { LineState } from '../../record/line-state.js';
import type { LogSource } from '../../record/log-source.js';
import type { Fingerprint } from '../files/file-identity.js';
import type { FileOnDisk } from '../files/file-on-disk.js';
import type { Mark } from '../files/identity.js';
import type { ReopeningSource } from '../files/reopening-source.js';
import type { LineConsumer } from '../line-consumer.js';
import type { SeenBytes } from '../read/seen-bytes.js';
import type { SavedRest } from '../saved-rests.js';
import type { LagClock } from '../status/lag-clock.js';
import type { Followed } from './rotation.js';

/** One physical file that is open, and how far it was read. All offsets are in its uncompressed content. */
export interface LogFile extends Followed, FileOnDisk {
  /** Names the file in blocks and payloads for as long as podtail follows it. */
  readonly key: number;
  readonly bytes: ReopeningSource;
  /** Whether it was read to its end before, and lines came late: what comes of it takes no place among the others. */
  readonly isLate: boolean;
  /** Whether something was known of it when it was opened. */
  readonly hasPast: boolean;
  /** Set where it is the copy of a deleted file's rest. */
  rest: SavedRest | undefined;
  /** See `RememberedFile.place`. */
  place: number | undefined;
  /** Where the file was when it was opened, all links followed. */
  readonly target: string;
  readonly source: LogSource;
  readonly consumer: LineConsumer;
  /** Names the file in the ids of its records (see `fileIdOf`); undefined until its first line is there. */
  id: string | undefined;
  /** Part of the id of a file that no runtime wrote (see `birthmarkOf`); undefined until that has an id. */
  birthmark: string | undefined;
  /** What the consumer has to be told, besides the offset, when the file is begun. */
  resumeState: LineState | undefined;
  /** The end of its settled part and what it took to continue from there, when nothing was in flight the last time. */
  settledAs: { readonly offset: number; readonly lines: LineState | undefined };
  /**
   * How many bytes there were when it was opened, where they were not one whole line, so that what is there later may be
   * something else. Undefined otherwise, and once it is looked for what was made of it since, or something is read.
   */
  newSize: number | undefined;
  /** Whether a file before it may have been missed: no line continues in it that was begun in an earlier one. */
  followsGap: boolean;
  /** Whether the consumer was told of this file. */
  begun: boolean;
  /** Whether the consumer was told of what this is a copy of, and may hold lines of that. */
  wasBegun: boolean;
  /** Byte offset of the next byte to read: the start of a line. */
  offset: number;
  seenSize: number;
  /** Bytes that it was seen to have, by reads and by looks: at least `seenSize`. */
  size: number;
  /** The bytes just before `offset`. */
  readonly seen: SeenBytes;
  /** When it was written to last, as the latest look found it: nanoseconds of the file system's clock. */
  modified: bigint;
  /** Whether it was written to just before that: what came after the look may bear the same time. */
  isFresh: boolean;
  /** When it was noticed that the file was deleted: milliseconds of the tailer's clock. */
  deletedSince: number | undefined;
  /** For how long it has been behind. */
  lag: LagClock;
  /** Bytes of the half line at the end, from `offset` to `seenSize`, when the latest read reached the end. */
  halfLine: number;
  /** When `seenSize` changed last, or the file lost its path: milliseconds of the tailer's clock. */
  changedAt: number;
  /** Of what was read of it, by ascending offsets: a copy of it may end before what was read. */
  marks: readonly Mark[];
  /** Of its first line, once that is whole. */
  head: Fingerprint | undefined;
  /** The same of what there was of that when it was opened, where that is known. */
  start: Fingerprint | undefined;
  /** The last bytes that there were then: others may begin as it does. */
  end: { readonly offset: number; readonly fingerprint: Fingerprint } | undefined;
  /** Of the bytes before the offset that was settled when it was last asked for. */
  before: { readonly offset: number; readonly fingerprint: Fingerprint } | undefined;
}
