import type { DirectoryWatches } from '../os/directory-watches.js';
import type { ReadRules } from '../os/read-rules.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { RecordBlock } from '../record/record-block.js';
import type { RememberedFile } from './chain/file-memory.js';
import type { DeletedFileGrace } from './deleted-file-grace.js';
import type { OpenFiles } from './files/open-files.js';
import type { LineConsumer } from './line-consumer.js';
import type { SavedRests } from './saved-rests.js';

/** What the tailing says to, and asks of, whoever knows what is settled. Files are named by their keys. */
interface Progress {
  /** A physical file is followed from `offset` on. */
  open(fileKey: number, offset: number): void;
  /** It was truncated, and begins again at 0. */
  restart(fileKey: number): void;
  /** Byte offset of the end of its longest settled prefix. */
  settled(fileKey: number): number;
  /** The same, up to where it was taken, and whether records of it are in flight. */
  account(fileKey: number): { readonly read: number; readonly settled: number; readonly isInFlight: boolean };
  /** It is read to its end, and settled. */
  close(fileKey: number): void;
  /** How often an account has changed, and what that was when the file's own changed last. */
  readonly changes: number;
  changedAt(fileKey: number): number;
}

/** What the tailing needs from outside: settings, the clock, the watches, and who takes the lines. */
export interface TailOptions {
  /** The one block that all reads fill. */
  readonly block: RecordBlock;
  /** Which files may be read. */
  readonly readRules: ReadRules;
  /** Bytes that may be read at once for the sake of one long line. */
  readonly longestRead: number;
  /** Milliseconds for which a half line or a piece waits for its rest. */
  readonly partialTimeout: number;
  /** For how long, and how much of, deleted files are kept open. */
  readonly deletedFileGrace: DeletedFileGrace;
  /** Whether each file is left at its end. */
  readonly once: boolean;
  readonly watches: DirectoryWatches;
  /** Milliseconds between two turns of reading that watches ask for: what busy files get is gathered in between. */
  readonly gather: number;
  /** The files that are open. */
  readonly openFiles: OpenFiles;
  readonly diagnostics: Diagnostics;
  readonly counters: Counters;
  /** How far each physical file is read and settled. */
  readonly progress: Progress;
  /** What is known from an earlier run of the physical files of the log at that path. */
  rememberedFiles(path: string): readonly RememberedFile[];
  /** Where what is open and deleted outlives podtail; not given: nowhere. */
  readonly savedRests?: SavedRests | undefined;
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970, by the clock that the times of files come from. */
  wallTime(): number;
  /**
   * Holds everything up for so many milliseconds, in which another process may end what it is about. False where it did not,
   * because it did so often lately.
   */
  pause(milliseconds: number): boolean;
  /** Says whose log it is, of which the file at `target` was opened: the path's links may have led elsewhere before. */
  resolve(path: string, target: string): LogSource;
  /** Makes what takes the lines of a source. */
  createConsumer(source: LogSource): LineConsumer;
  /**
   * Whether what is read of a source now can be taken on. Asked before each read; one that has no room waits, while
   * others are read, until `Tailer.resume`.
   */
  hasRoom(source: LogSource): boolean;
  /** Whether what is read of any source at all can be taken on. Where not, none is asked about, until `Tailer.resume`. */
  hasAnyRoom(): boolean;
  /** What could be read for now was read, or there is no room: what was encoded may be sent. */
  onPause(): void;
  /** The log at that path is not followed any more, and all that was read of it is settled: what is known of its files. */
  onLeft?(path: string, files: readonly RememberedFile[]): void;
  /** A failure that nothing foresaw. */
  onError(error: unknown): void;
}
