import type { DirectoryWatches } from '../os/directory-watches.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { RecordBlock } from '../record/record-block.js';
import type { LineConsumer } from './line-consumer.js';

/** What the tailing needs from outside: settings, the clock, the watches, and who takes the lines. */
export interface TailOptions {
  /** The one block that all reads fill. */
  readonly block: RecordBlock;
  /** Absolute folders in which a link's target may lie. */
  readonly allowedFolders: readonly string[];
  /** Bytes that may be read at once for the sake of one long line. */
  readonly longestRead: number;
  /** Milliseconds for which a half line or a piece waits for its rest. */
  readonly partialTimeout: number;
  /** Whether each file is left at its end. */
  readonly once: boolean;
  readonly watches: DirectoryWatches;
  readonly diagnostics: Diagnostics;
  readonly counters: Counters;
  /** Milliseconds, never falling. */
  now(): number;
  /** Looks a log's links up again, because they lead elsewhere now. */
  resolve(path: string): LogSource;
  /** Makes what takes the lines of a source. */
  createConsumer(source: LogSource): LineConsumer;
  /** Whether what is read now can be taken on. */
  hasRoom(): boolean;
  /** What could be read for now was read, or there is no room: what was encoded may be sent. */
  onPause(): void;
  /** A failure that nothing foresaw. */
  onError(error: unknown): void;
}
